import { AppError } from '../../shared/errors/app-error.ts';
import { GgufError } from './gguf/gguf-error.ts';
import { type GgufSummary, validateGguf } from './gguf/validate.ts';

const isDenied = (caught: unknown): boolean =>
  caught instanceof Error &&
  'code' in caught &&
  (caught.code === 'EACCES' || caught.code === 'EPERM');

/**
 * The one gate every model file passes before anything loads it.
 * @throws AppError NOT_GGUF, GGUF_TRUNCATED, GGUF_INVALID or GGUF_UNSUPPORTED; FILE_NOT_FOUND when
 * the file may not be read
 */
export async function checkModelFile(path: string): Promise<GgufSummary> {
  try {
    return await validateGguf(path);
  } catch (caught) {
    if (isDenied(caught)) {
      throw new AppError('FILE_NOT_FOUND', {
        message: `The server may not read ${path}. Give it the right to.`,
        data: { path },
        cause: caught,
      });
    }
    if (!(caught instanceof GgufError)) throw caught;
    throw new AppError(caught.code, {
      message: caught.message,
      data: { ...caught.data },
      cause: caught,
    });
  }
}
