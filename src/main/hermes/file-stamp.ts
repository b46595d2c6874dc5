import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors/app-error.ts';

export interface ModelFile {
  readonly size_bytes: number;
  /** Changes when the file is replaced or written to. */
  readonly stamp: string;
}

/**
 * Looks at a model file without opening it.
 * @throws AppError FILE_NOT_FOUND when there is no regular file (a pipe or device would hang a reader)
 */
export async function inspectModelFile(path: string): Promise<ModelFile> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    throw new AppError('FILE_NOT_FOUND', {
      message: `There is no file at ${path}. Check the path; it is read on the server's machine.`,
      data: { path },
    });
  }
  return {
    size_bytes: Number(found.size),
    stamp: `${found.size}:${found.mtimeNs}:${found.ino}`,
  };
}
