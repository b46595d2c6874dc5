/** Per connection. Sixteen times what the network gives at once. */
const GATHERED_BYTES = 1 << 20;
/** On a slow line the bytes are not held back: progress is told of what was written. */
const HELD_MS = 200;

export type Write = (bytes: Uint8Array, position: number) => Promise<void>;

/** A few large writes instead of many small ones, which would cost more than the bytes themselves. */
export class GatheredWrites {
  readonly #write: Write;
  readonly #buffer = Buffer.allocUnsafe(GATHERED_BYTES);
  #held = 0;
  /** Where in the file the held bytes belong. */
  #position: number;
  #writtenAt = performance.now();

  constructor(write: Write, position: number) {
    this.#write = write;
    this.#position = position;
  }

  async add(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      const part = bytes.subarray(offset, offset + GATHERED_BYTES - this.#held);
      this.#buffer.set(part, this.#held);
      this.#held += part.length;
      offset += part.length;
      const isDue = performance.now() - this.#writtenAt >= HELD_MS;
      if (this.#held === GATHERED_BYTES || isDue) await this.flush();
    }
  }

  /** Everything that was added is in the file when this resolves. */
  async flush(): Promise<void> {
    const held = this.#buffer.subarray(0, this.#held);
    this.#held = 0;
    if (held.length > 0) await this.#write(held, this.#position);
    this.#position += held.length;
    this.#writtenAt = performance.now();
  }
}
