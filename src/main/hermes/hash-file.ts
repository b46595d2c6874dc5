import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors/app-error.ts';

type Progress = (doneBytes: number) => void;

const CHUNK_BYTES = 1 << 20;

function hashing(onProgress: Progress): { readonly tap: Transform; readonly digest: () => string } {
  const hash = createHash('sha256');
  let done = 0;
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      done += chunk.length;
      onProgress(done);
      next(null, chunk);
    },
  });
  return { tap, digest: () => hash.digest('hex') };
}

/** @returns SHA-256 in hex */
export async function hashFile(path: string, onProgress: Progress): Promise<string> {
  const { tap, digest } = hashing(onProgress);
  tap.resume(); // Only the hash is wanted.
  await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), tap);
  return digest();
}

/**
 * Copies and hashes in one pass; the copy is on the disk (fsync) when this resolves.
 * @returns SHA-256 in hex
 * @throws AppError STORAGE_FULL
 */
export async function copyHashed(from: string, to: string, onProgress: Progress): Promise<string> {
  const { tap, digest } = hashing(onProgress);
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: CHUNK_BYTES }),
      tap,
      createWriteStream(to, { flags: 'wx', mode: 0o600, highWaterMark: CHUNK_BYTES }),
    );
    const file = await open(to, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught && caught.code === 'ENOSPC') {
      throw new AppError('STORAGE_FULL', { cause: caught });
    }
    throw caught;
  }
  return digest();
}
