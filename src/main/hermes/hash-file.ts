import { createHash } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors/app-error.ts';
import { openModelFile } from './file-stamp.ts';

export interface ReadOptions {
  readonly onProgress?: (doneBytes: number) => void;
  /** Stops reading; the call then rejects. */
  readonly signal?: AbortSignal;
}

/** Of a file that may be growing. */
export interface FileReadOptions extends ReadOptions {
  /** Reads no further than this. */
  readonly bytes?: number;
}

const CHUNK_BYTES = 1 << 20;

function hashing(onProgress: ReadOptions['onProgress']): {
  readonly tap: Transform;
  readonly digest: () => string;
} {
  const hash = createHash('sha256');
  let done = 0;
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      done += chunk.length;
      onProgress?.(done);
      next(null, chunk);
    },
  });
  return { tap, digest: () => hash.digest('hex') };
}

async function readFrom(path: string, { bytes }: FileReadOptions): Promise<Readable> {
  const end = bytes === undefined ? {} : { end: Math.max(0, bytes - 1) };
  const file = await openModelFile(path);
  return file.createReadStream({ highWaterMark: CHUNK_BYTES, ...end });
}

/**
 * @returns SHA-256 in hex
 * @throws AppError FILE_NOT_FOUND
 */
export async function hashFile(path: string, options: FileReadOptions = {}): Promise<string> {
  const { tap, digest } = hashing(options.onProgress);
  tap.resume(); // Only the hash is wanted.
  const { signal } = options;
  const file = await readFrom(path, options);
  await pipeline(file, tap, signal === undefined ? {} : { signal });
  return digest();
}

/** A file that is still being opened would come back after its removal. */
async function closed(file: WriteStream): Promise<void> {
  if (!file.closed) await new Promise<void>((resolve) => file.once('close', resolve));
}

/**
 * Writes and hashes what comes through these streams, in one pass; the file is on the disk (fsync) when
 * this resolves, and closed when it rejects.
 * @param to a path where nothing is yet
 * @returns SHA-256 in hex
 * @throws AppError STORAGE_FULL
 */
export async function writeHashed(
  streams: readonly [Readable, ...Transform[]],
  to: string,
  options: ReadOptions = {},
): Promise<string> {
  const { tap, digest } = hashing(options.onProgress);
  const { signal } = options;
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600, highWaterMark: CHUNK_BYTES });
  try {
    await pipeline([...streams, tap, target], signal === undefined ? {} : { signal });
    const file = await open(to, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (caught) {
    await closed(target);
    if (caught instanceof Error && 'code' in caught && caught.code === 'ENOSPC') {
      throw new AppError('STORAGE_FULL', { cause: caught });
    }
    throw caught;
  }
  return digest();
}

/** As `writeHashed`, from a file. */
export async function copyHashed(
  from: string,
  to: string,
  options: FileReadOptions = {},
): Promise<string> {
  return writeHashed([await readFrom(from, options)], to, options);
}
