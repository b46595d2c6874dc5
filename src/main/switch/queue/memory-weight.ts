import { type Bytes, bytes } from '../../../shared/domain/units.ts';

/** A query under way besides its request: its row, demand, promise, readers. */
const QUERY = 4096;
/** Headers of V8's objects and strings on 64 bits, rounded up, and a slot that holds a value. */
const OBJECT = 56;
const STRING = 24;
const SLOT = 8;

/**
 * JSON takes more memory than text: an empty list is two characters and 64 bytes. A text counts in
 * UTF-8, which is what V8 takes for Latin letters and within twice of it for all others.
 */
function heapBytes(value: unknown): number {
  if (typeof value === 'string') return STRING + Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 0;
  let sum = OBJECT;
  for (const child of Object.values(value)) sum += SLOT + heapBytes(child);
  return sum;
}

/** About what a query takes in memory while it waits. */
export function memoryWeight(request: object): Bytes {
  return bytes(QUERY + heapBytes(request));
}

/** More than this helps nobody: at 10,000 that wait it leaves 25 kB to each. */
const MOST = 256_000_000;

/**
 * What may wait where nothing is configured. A quarter of the heap, because each text is also parsed,
 * written as JSON and handed to the database on its way in, and non-Latin text takes twice its count.
 * @param heapLimit what V8 may use, in bytes
 */
export function defaultQueueBytes(heapLimit: number): Bytes {
  return bytes(Math.min(MOST, Math.floor(heapLimit / 4)));
}
