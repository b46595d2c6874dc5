import { AppError } from '../../shared/errors/app-error.ts';
import { GgufError } from './gguf/gguf-error.ts';
import { type GgufSummary, validateGguf } from './gguf/validate.ts';

const CANNOT_OPEN: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'ENOENT']);
const cannotOpen = (caught: unknown): boolean =>
  caught instanceof Error && 'code' in caught && CANNOT_OPEN.has(caught.code);

/**
 * The one gate every model file passes before anything loads it.
 * @throws AppError NOT_GGUF, GGUF_TRUNCATED, GGUF_INVALID or GGUF_UNSUPPORTED; FILE_NOT_FOUND when
 * the file may not be read
 */
export async function checkModelFile(path: string): Promise<GgufSummary> {
  try {
    return await validateGguf(path);
  } catch (caught) {
    if (cannotOpen(caught)) {
      throw new AppError('FILE_NOT_FOUND', {
        message: `The server cannot read ${path}. Give it the right to.`,
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
