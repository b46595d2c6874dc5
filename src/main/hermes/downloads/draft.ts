import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FollowingHash } from './following-hash.ts';
import { PieceBoard, type Span } from './piece-board.ts';

/** A file that is not whole yet: the bytes on the disk, which of them are there, and their hash. */
export class Draft {
  readonly #file: FileHandle;
  readonly #onBytes: (board: PieceBoard) => void;
  #board: PieceBoard;
  #hash: FollowingHash;

  private constructor(file: FileHandle, board: PieceBoard, onBytes: (board: PieceBoard) => void) {
    this.#file = file;
    this.#board = board;
    this.#onBytes = onBytes;
    this.#hash = new FollowingHash(file);
    this.#hash.follow(board.frontier);
  }

  /**
   * @param done pieces of an earlier run; not believed when the file is not the one they are about
   * @param onBytes told whenever bytes were written
   */
  static async open(
    path: string,
    size: number,
    done: readonly number[],
    onBytes: (board: PieceBoard) => void,
  ): Promise<Draft> {
    // Never through a link that somebody put there.
    const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
    const file = await open(path, flags, 0o600);
    try {
      const isTheSame = (await file.stat()).size === size;
      if (!isTheSame) await file.truncate(0);
      await file.truncate(size); // Its holes take no space until they are filled.
      return new Draft(file, new PieceBoard(size, isTheSame ? done : []), onBytes);
    } catch (caught) {
      await file.close();
      throw caught;
    }
  }

  get size(): number {
    return this.#board.size;
  }

  /** Bytes that are here of each piece, for the record. */
  snapshot(): number[] {
    return this.#board.snapshot();
  }

  take(): Span | undefined {
    return this.#board.take();
  }

  rest(span: Span): Span | undefined {
    return this.#board.rest(span);
  }

  giveBack(span: Span): void {
    this.#board.giveBack(span);
  }

  async write(chunk: Uint8Array, position: number): Promise<void> {
    for (let offset = 0; offset < chunk.length; ) {
      const left = chunk.length - offset;
      offset += (await this.#file.write(chunk, offset, left, position + offset)).bytesWritten;
    }
    this.#board.wrote(position, chunk.length);
    this.#hash.follow(this.#board.frontier);
    this.#onBytes(this.#board);
  }

  /** Nothing of what is here counts any more. Nobody may be writing. */
  async startOver(): Promise<void> {
    await this.#hash.stop();
    this.#board = new PieceBoard(this.size);
    this.#hash = new FollowingHash(this.#file);
    this.#onBytes(this.#board);
  }

  /**
   * @param signal gives it up: of a file that was resumed, all may still have to be hashed
   * @returns SHA-256 in hex; the file is whole and on the disk then
   */
  async finish(signal: AbortSignal): Promise<string> {
    const giveUp = (): void => void this.#hash.stop();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const sha256 = await this.#hash.digest(this.size);
      await this.#file.sync();
      return sha256;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async close(): Promise<void> {
    await this.#hash.stop();
    await this.#file.close();
  }
}
