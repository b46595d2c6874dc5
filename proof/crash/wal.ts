import { existsSync, readFileSync } from 'node:fs';

/** https://www.sqlite.org/fileformat2.html#walformat */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Of the checksums; with the last bit set they are big-endian. */
const MAGIC = 0x377f0682;

type Checksum = readonly [number, number];

/**
 * Counts the valid frames behind the last commit of a write-ahead log: a transaction that its
 * process began to write and did not live to commit. Older frames that lie behind do not count,
 * for each checksum is built on the one before.
 */
export function framesWithoutCommit(path: string): number {
  const log = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (log.length < HEADER_BYTES) return 0;
  const bigEndian = log.readUInt32BE(0) === MAGIC + 1;
  const frame = FRAME_HEADER_BYTES + log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  let sum = checksum(log.subarray(0, 24), [0, 0], bigEndian);
  let open = 0;
  for (let at = HEADER_BYTES; at + frame <= log.length; at += frame) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    sum = checksum(log.subarray(at, at + 8), sum, bigEndian);
    sum = checksum(log.subarray(at + FRAME_HEADER_BYTES, at + frame), sum, bigEndian);
    if (log.readUInt32BE(at + 16) !== sum[0] || log.readUInt32BE(at + 20) !== sum[1]) break;
    open = log.readUInt32BE(at + 4) === 0 ? open + 1 : 0;
  }
  return open;
}

function checksum(bytes: Buffer, [first, second]: Checksum, bigEndian: boolean): Checksum {
  let [a, b] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    const [x, y] = bigEndian
      ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    a = (a + x + b) >>> 0;
    b = (b + y + a) >>> 0;
  }
  return [a, b];
}
