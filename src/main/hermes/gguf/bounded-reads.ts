import { invalid, truncated } from './gguf-error.ts';
import type { HeaderReader } from './header-reader.ts';

/** A string begins with its length. */
export const LENGTH_BYTES = 8;

/**
 * A count may exceed neither its limit nor what the rest of the file could hold.
 * @param smallest bytes the shortest possible element takes
 */
export function checkCount(
  count: number,
  limit: number,
  smallest: number,
  reader: HeaderReader,
  what: string,
): void {
  if (count > limit) {
    throw invalid(`The file claims ${count} ${what}; at most ${limit} are allowed.`, {
      what,
      count,
      limit,
    });
  }
  if (count * smallest > reader.remaining) {
    throw truncated(`The file claims ${count} ${what} but ends before it could hold them.`, {
      what,
      count,
      size: reader.size,
    });
  }
}

/** The bytes of a string. The view is valid until the next read. */
export async function readBytes(
  reader: HeaderReader,
  limit: number,
  what: string,
): Promise<Buffer> {
  await reader.need(LENGTH_BYTES, what);
  const length = takeLength(reader, limit, what);
  await reader.need(length, what);
  return reader.take(length);
}

/** A string's length, once `need(LENGTH_BYTES)` has made it available. */
export function takeLength(reader: HeaderReader, limit: number, what: string): number {
  const length = reader.takeU64();
  if (length <= limit) return length;
  throw invalid(`A text in ${what} claims ${length} bytes; at most ${limit} are allowed.`, {
    what,
    length,
    limit,
  });
}
