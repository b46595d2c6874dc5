/** Where an entry stands. Copied when it is put, so that it is found again whatever became of it. */
export interface Place<Entry> {
  readonly entry: Entry;
  /** Lower goes first. */
  readonly rank: number;
  /** Among equal ranks: the order in which they were put. Unique. */
  readonly turn: number;
}

type Block<Entry> = Place<Entry>[];

/**
 * An array of 128 moves its tail as fast as a tree of ten thousand finds its leaf, so the lane is a
 * row of such arrays: search among the blocks, then within one. It must also tell how many lie before
 * a key, which sorted containers of libraries mostly cannot.
 */
const BLOCK_SIZE = 128;

function isBefore(a: Pick<Place<unknown>, 'rank' | 'turn'>, b: typeof a): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.turn < b.turn);
}

/** @returns how many of these, from the first on, `holds` says yes to; it never says yes again */
function countWhile<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A sorted sequence that knows how many stand before a place. */
export class RankedLane<Entry> {
  /** None of them is empty. */
  readonly #blocks: Block<Entry>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): Place<Entry> | undefined {
    return this.#blocks[0]?.[0];
  }

  put(place: Place<Entry>): void {
    this.#size += 1;
    const index = Math.max(0, this.#blockOf(place));
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#blocks.push([place]);
      return;
    }
    const at = countWhile(block, (other) => isBefore(other, place));
    block.splice(at, 0, place);
    if (block.length <= BLOCK_SIZE) return;
    // Almost all come last: then the full block stays full.
    const half = at === block.length - 1 ? at : BLOCK_SIZE / 2;
    this.#blocks.splice(index + 1, 0, block.splice(half));
  }

  remove(place: Place<Entry>): void {
    const index = this.#blockOf(place);
    const block = this.#blocks[index];
    const at = block === undefined ? -1 : countWhile(block, (other) => isBefore(other, place));
    if (block?.[at]?.entry !== place.entry) throw new RangeError('not in this lane');
    block.splice(at, 1);
    this.#size -= 1;
    const next = this.#blocks[index + 1] ?? [];
    if (block.length === 0) this.#blocks.splice(index, 1);
    else if (next.length > 0 && block.length + next.length <= BLOCK_SIZE / 2) {
      block.push(...next);
      this.#blocks.splice(index + 1, 1);
    }
  }

  /** How many stand before this place, whether or not it is taken. */
  countBefore(place: Pick<Place<Entry>, 'rank' | 'turn'>): number {
    const index = this.#blockOf(place);
    const block = this.#blocks[index];
    if (block === undefined) return 0;
    let count = countWhile(block, (other) => isBefore(other, place));
    for (let before = 0; before < index; before += 1) count += this.#blocks[before]?.length ?? 0;
    return count;
  }

  /** The last of those that stand before this place. */
  lastBefore(place: Pick<Place<Entry>, 'rank' | 'turn'>): Place<Entry> | undefined {
    const index = this.#blockOf(place);
    const block = this.#blocks[index] ?? [];
    const before = countWhile(block, (other) => isBefore(other, place));
    return block[before - 1] ?? this.#blocks[index - 1]?.at(-1);
  }

  *inOrder(): Generator<Place<Entry>, void, void> {
    for (const block of this.#blocks) yield* block;
  }

  *fromLast(): Generator<Place<Entry>, void, void> {
    for (let index = this.#blocks.length - 1; index >= 0; index -= 1) {
      const block = this.#blocks[index] ?? [];
      for (let at = block.length - 1; at >= 0; at -= 1) {
        const place = block[at];
        if (place !== undefined) yield place;
      }
    }
  }

  /** Index of the last block that does not start after this place; -1 when all do. */
  #blockOf(place: Pick<Place<Entry>, 'rank' | 'turn'>): number {
    const startsByThen = ([first]: Block<Entry>): boolean =>
      first !== undefined && !isBefore(place, first);
    return countWhile(this.#blocks, startsByThen) - 1;
  }
}
