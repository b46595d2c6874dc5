/** 16 MiB: small enough to be shared among connections, large enough that asking costs nothing. */
export const PIECE_BYTES = 16 * 1024 * 1024;

/** Bytes of a file that are still to be had, from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Which bytes of a file are here. The file is cut into pieces; of each, the first so many bytes are
 * here. Pure bookkeeping: whoever writes tells.
 */
export class PieceBoard {
  readonly size: number;
  readonly #pieceBytes: number;
  readonly #done: number[];
  readonly #taken = new Set<number>();
  /** All pieces before this one are whole. */
  #firstOpen = 0;
  #doneBytes = 0;

  /** @param done of an earlier run, as `snapshot` gave it; what does not fit the file is not believed */
  constructor(size: number, done: readonly number[] = [], pieceBytes = PIECE_BYTES) {
    this.size = size;
    this.#pieceBytes = pieceBytes;
    const count = Math.ceil(size / pieceBytes);
    const believed =
      done.length === count && done.every((bytes, index) => this.#fits(index, bytes));
    this.#done = believed ? [...done] : Array.from({ length: count }, () => 0);
    this.#doneBytes = this.#done.reduce((sum, bytes) => sum + bytes, 0);
    this.#advance();
  }

  get doneBytes(): number {
    return this.#doneBytes;
  }

  get isWhole(): boolean {
    return this.#doneBytes === this.size;
  }

  /** How many bytes are here from the beginning on, without a gap. */
  get frontier(): number {
    const start = this.#firstOpen * this.#pieceBytes;
    return Math.min(this.size, start + (this.#done[this.#firstOpen] ?? 0));
  }

  /** The earliest piece that nobody brings yet: what is to come of it. Give it back afterwards. */
  take(): Span | undefined {
    for (let index = this.#firstOpen; index < this.#done.length; index += 1) {
      if (this.#taken.has(index) || this.#isDone(index)) continue;
      this.#taken.add(index);
      return this.#missingOf(index);
    }
    return undefined;
  }

  /** What is still to come of the piece that a span was taken from; undefined when it is whole. */
  rest({ end }: Span): Span | undefined {
    const index = this.#indexOf(end - 1);
    return this.#isDone(index) ? undefined : this.#missingOf(index);
  }

  giveBack({ end }: Span): void {
    this.#taken.delete(this.#indexOf(end - 1));
  }

  /** These bytes are in the file now. They follow on what was there of their piece. */
  wrote(start: number, length: number): void {
    let at = start;
    while (at < start + length) {
      const index = this.#indexOf(at);
      const end = Math.min(start + length, this.#endOf(index));
      this.#done[index] = end - index * this.#pieceBytes;
      this.#doneBytes += end - at;
      at = end;
    }
    this.#advance();
  }

  /** Bytes that are here of each piece. */
  snapshot(): number[] {
    return [...this.#done];
  }

  #indexOf = (position: number): number => Math.floor(position / this.#pieceBytes);
  #endOf = (index: number): number => Math.min(this.size, (index + 1) * this.#pieceBytes);
  #lengthOf = (index: number): number => this.#endOf(index) - index * this.#pieceBytes;
  #isDone = (index: number): boolean => this.#done[index] === this.#lengthOf(index);
  #fits = (index: number, bytes: number): boolean =>
    Number.isInteger(bytes) && bytes >= 0 && bytes <= this.#lengthOf(index);

  #missingOf(index: number): Span {
    const start = index * this.#pieceBytes + (this.#done[index] ?? 0);
    return { start, end: this.#endOf(index) };
  }

  #advance(): void {
    while (this.#firstOpen < this.#done.length && this.#isDone(this.#firstOpen)) {
      this.#firstOpen += 1;
    }
  }
}
