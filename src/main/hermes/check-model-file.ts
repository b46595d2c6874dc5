import { AppError } from '../../shared/errors/app-error.ts';
import { GgufError } from './gguf/gguf-error.ts';
import { type GgufSummary, validateGguf } from './gguf/validate.ts';

/**
 * The one gate every model file passes before anything loads it.
 * @throws AppError NOT_GGUF, GGUF_TRUNCATED, GGUF_INVALID or GGUF_UNSUPPORTED
 */
export async function checkModelFile(path: string): Promise<GgufSummary> {
  try {
    return await validateGguf(path);
  } catch (caught) {
    if (!(caught instanceof GgufError)) throw caught;
    throw new AppError(caught.code, {
      message: caught.message,
      data: { ...caught.data },
      cause: caught,
    });
  }
}
