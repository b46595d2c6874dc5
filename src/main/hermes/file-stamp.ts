import { type BigIntStats, statSync } from 'node:fs';
import { access, constants, type FileHandle, open, stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors/app-error.ts';

export interface ModelFile {
  readonly size_bytes: number;
  /** Changes when the file is replaced or written to; a new name leaves it. */
  readonly stamp: string;
}

const stampOf = (found: BigIntStats): string => `${found.size}:${found.mtimeNs}:${found.ino}`;

function notFound(path: string, cause?: unknown): AppError {
  return new AppError('FILE_NOT_FOUND', {
    message: `There is no file at ${path}, or the server may not read it. Check the path; it is read on the server's machine.`,
    data: { path },
    cause,
  });
}

/**
 * Looks at a model file without opening it.
 * @throws AppError FILE_NOT_FOUND when there is no regular file (a pipe or device would hang a reader)
 */
export async function inspectModelFile(path: string): Promise<ModelFile> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw notFound(path);
  return { size_bytes: Number(found.size), stamp: stampOf(found) };
}

/** @throws AppError FILE_NOT_FOUND */
export async function requireReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((caught: unknown) => {
    throw notFound(path, caught);
  });
}

/** For decisions that must not pause; undefined when there is nothing to be seen. */
export function currentStamp(path: string): string | undefined {
  try {
    return stampOf(statSync(path, { bigint: true }));
  } catch {
    return undefined; // Gone, or in a folder that is closed to us: no file to count on.
  }
}

/**
 * Opens a model file for reading. What stands there may have changed since it was looked at, so the
 * opened file is looked at, too.
 * @throws AppError FILE_NOT_FOUND
 */
export async function openModelFile(path: string): Promise<FileHandle> {
  // O_NONBLOCK: opening a named pipe would otherwise wait for a writer. Windows has no such flag.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((caught: unknown) => {
    throw notFound(path, caught);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notFound(path);
}
