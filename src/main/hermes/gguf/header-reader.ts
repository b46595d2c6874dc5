import type { FileHandle } from 'node:fs/promises';
import { GgufError, truncated } from './gguf-error.ts';
import { MAX_HEADER_BYTES } from './limits.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a header from front to back in chunks. It never holds more than a chunk or one value, and
 * never goes past the file's end or the header's limit.
 *
 * `need(bytes)` makes the next bytes available; the `take…` methods then return them. They are
 * apart so that a quarter of a million tokens do not cost as many promises: check `has` first.
 */
export class HeaderReader {
  readonly size: number;
  readonly #file: FileHandle;
  #chunk: Buffer = Buffer.alloc(0);
  /** Where `#chunk` begins in the file, and where the next byte lies in `#chunk`. */
  #chunkStart = 0;
  #cursor = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** Bytes from the beginning of the file to the next byte. */
  get position(): number {
    return this.#chunkStart + this.#cursor;
  }

  get remaining(): number {
    return this.size - this.position;
  }

  has(bytes: number): boolean {
    return this.#chunk.length - this.#cursor >= bytes;
  }

  /** @throws GgufError when the file or the header's limit ends before that many bytes */
  async need(bytes: number, what: string): Promise<void> {
    if (this.has(bytes)) return;
    this.#checkRoom(bytes, what);
    const kept = this.#chunk.subarray(this.#cursor);
    const wanted = Math.max(bytes, Math.min(CHUNK_BYTES, this.remaining));
    const next = Buffer.alloc(wanted);
    kept.copy(next);
    this.#chunkStart = this.position;
    this.#cursor = 0;
    this.#chunk = next.subarray(0, kept.length + (await this.#fill(next, kept.length)));
    // The file can shrink while it is read.
    if (!this.has(bytes)) throw endsInside(what, this.size);
  }

  /** Steps over bytes without reading them. */
  skip(bytes: number, what: string): void {
    this.#checkRoom(bytes, what);
    if (this.has(bytes)) {
      this.#cursor += bytes;
      return;
    }
    this.#chunkStart = this.position + bytes;
    this.#chunk = Buffer.alloc(0);
    this.#cursor = 0;
  }

  takeU32(): number {
    return this.take(4).readUInt32LE();
  }

  /** As a number: beyond 2^53 it is rounded, which no limit here can notice. */
  takeU64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  /** A view that is valid until the next `need`. */
  take(bytes: number): Buffer {
    const view = this.#chunk.subarray(this.#cursor, this.#cursor + bytes);
    if (view.length < bytes) throw new RangeError('take() without need()');
    this.#cursor += bytes;
    return view;
  }

  #checkRoom(bytes: number, what: string): void {
    if (bytes > this.remaining) throw endsInside(what, this.size);
    if (this.position + bytes <= MAX_HEADER_BYTES) return;
    throw new GgufError(
      'GGUF_INVALID',
      `The header is larger than ${MAX_HEADER_BYTES} bytes; ${what} lies beyond that.`,
      { limit: MAX_HEADER_BYTES, what },
    );
  }

  async #fill(target: Buffer, from: number): Promise<number> {
    let filled = 0;
    while (from + filled < target.length) {
      const at = this.#chunkStart + from + filled;
      const length = target.length - from - filled;
      const { bytesRead } = await this.#file.read(target, from + filled, length, at);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }
}

const endsInside = (what: string, size: number): GgufError =>
  truncated(`The file ends inside ${what}.`, { what, size });
