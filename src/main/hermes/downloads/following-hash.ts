import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const STEP_BYTES = 1 << 20;

/**
 * SHA-256 of a file that is being written: follows behind the bytes that are there without a gap,
 * reading what is on the disk, so that the end of the download is the end of the hash, and a resumed
 * file is hashed like any other. Its state lives as long as the process.
 */
export class FollowingHash {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.allocUnsafe(STEP_BYTES);
  #at = 0;
  #goal = 0;
  #running: Promise<void> | undefined;
  #failure: unknown;
  #stopped = false;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** All bytes before this one are in the file. Small steps are put off until they add up. */
  follow(frontier: number): void {
    this.#goal = frontier;
    if (frontier - this.#at >= STEP_BYTES) this.#start();
  }

  /** @returns SHA-256 in hex of the first `size` bytes, which are all there */
  async digest(size: number): Promise<string> {
    this.#goal = size;
    while (this.#at < size && this.#failure === undefined && !this.#stopped) {
      this.#start(); // A run that was about to end may not have seen the new goal.
      await this.#running;
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#at < size) throw new Error('The hash was given up.');
    return this.#hash.digest('hex');
  }

  /** Resolves when it reads no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      await this.#readOn();
      this.#running = undefined;
    } catch (caught) {
      this.#failure = caught; // `digest` tells; until then nobody listens.
    }
  }

  async #readOn(): Promise<void> {
    while (this.#at < this.#goal && !this.#stopped) {
      const length = Math.min(STEP_BYTES, this.#goal - this.#at);
      const { bytesRead } = await this.#file.read(this.#buffer, 0, length, this.#at);
      if (bytesRead === 0) throw new Error('The partial file is shorter than what was written.');
      this.#hash.update(this.#buffer.subarray(0, bytesRead));
      this.#at += bytesRead;
    }
  }
}
