import { PRIORITY_LEVELS, type PriorityLevel } from '../../../shared/domain/priority.ts';
import { type Bytes, bytes } from '../../../shared/domain/units.ts';
import { mergeLevels } from './merge-levels.ts';
import { type Place, RankedLane } from './ranked-lane.ts';

/** What the list needs to know of an entry. It may change only while the entry is not in the list. */
export interface Waiting {
  readonly priority: PriorityLevel;
  /** See `rankOf`. Lower goes first. */
  readonly rank: number;
  /** Milliseconds since 1970. */
  readonly created_at: number;
  /** What it occupies in memory while it waits. */
  readonly bytes: Bytes;
  /** Those of one kind are expected to take alike. */
  readonly kind: string;
}

/** An entry's place, with what it was counted under. */
interface Listed<Entry> extends Place<Entry> {
  readonly level: PriorityLevel;
  readonly kind: string;
}

/**
 * Waiting this long is worth one priority level, so nothing starves: a LOW query that has waited
 * three minutes ranks with a CRITICAL one that has just come.
 */
export const AGING_MS_PER_LEVEL = 60_000;

/**
 * Everyone ages at the same speed, so the order between two waiting queries never changes and rank
 * can be one number, fixed at acceptance.
 */
export function rankOf(created_at: number, priority: PriorityLevel): number {
  return created_at + priority * AGING_MS_PER_LEVEL;
}

/** The queries that wait, one lane per base priority. Put, remove, position and evict do not walk. */
export class WaitingList<Entry extends Waiting> {
  readonly #lanes = PRIORITY_LEVELS.map(() => new RankedLane<Entry>());
  /** How many of each kind wait in each lane. */
  readonly #kinds = PRIORITY_LEVELS.map(() => new Map<string, number>());
  readonly #places = new Map<Entry, Listed<Entry>>();
  #turn = 0;
  #bytes = 0;

  get size(): number {
    return this.#places.size;
  }

  /** Of all that wait. */
  get bytes(): Bytes {
    return bytes(this.#bytes);
  }

  sizeOf(level: PriorityLevel): number {
    return this.#lane(level).size;
  }

  put(entry: Entry): void {
    const { priority: level, rank, kind } = entry;
    const place = { entry, level, rank, kind, turn: this.#turn };
    this.#turn += 1;
    this.#places.set(entry, place);
    this.#lane(level).put(place);
    this.#count(place, 1);
    this.#bytes += entry.bytes;
  }

  /** @returns whether it was waiting */
  remove(entry: Entry): boolean {
    const place = this.#places.get(entry);
    if (place === undefined) return false;
    this.#lane(place.level).remove(place);
    this.#count(place, -1);
    this.#bytes -= entry.bytes;
    return this.#places.delete(entry);
  }

  has(entry: Entry): boolean {
    return this.#places.has(entry);
  }

  /**
   * Best rank first; of equal ranks the more urgent level, then the one put earlier. The list must
   * not change while this is read.
   * @param perLevel how many of each level at most
   */
  inRankOrder(perLevel = Number.POSITIVE_INFINITY): Generator<Entry, void, void> {
    return mergeLevels(
      this.#lanes.map((lane) => lane.inOrder()),
      perLevel,
    );
  }

  /** How many would be served before this one. */
  position(entry: Entry): number {
    return this.aheadByLevel(entry).reduce((sum, count) => sum + count, 0);
  }

  /** How many of each level would be served before this one; none when it does not wait. */
  aheadByLevel(entry: Entry): readonly number[] {
    const place = this.#places.get(entry);
    if (place === undefined) return PRIORITY_LEVELS.map(() => 0);
    const { level, rank, turn } = place;
    return PRIORITY_LEVELS.map((other) => {
      if (other === level) return this.#lane(other).countBefore({ rank, turn });
      // All that rank the same go before it when they are more urgent, and none when they are less.
      const tie = other < level ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return this.#lane(other).countBefore({ rank, turn: tie });
    });
  }

  /**
   * About how many of each kind would be served before this one: the kinds of a level are taken to be
   * spread evenly over it, so a count may have a fraction.
   */
  aheadByKind(entry: Entry): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    const place = this.#places.get(entry);
    if (place === undefined) return sums;
    for (const [level, ahead] of this.aheadByLevel(entry).entries()) {
      const own = level === place.level ? 1 : 0;
      const others = (this.#lanes[level]?.size ?? 0) - own;
      if (ahead === 0 || others === 0) continue;
      for (const [kind, count] of this.#kinds[level] ?? []) {
        const share = (count - (kind === place.kind ? own : 0)) / others;
        sums.set(kind, (sums.get(kind) ?? 0) + ahead * share);
      }
    }
    return sums;
  }

  /**
   * A rank that comes before this entry and, as far as numbers reach, behind all that are before it
   * now. Those that came in the same millisecond are not parted: it comes before them all.
   */
  rankBefore(entry: Entry): number {
    let { rank } = entry;
    for (;;) {
      const previous = this.#lastRankBelow(rank);
      if (previous === null) return rank - 1;
      const middle = previous + (rank - previous) / 2;
      if (middle > previous && middle < rank) return middle;
      rank = previous; // No number lies between these two.
    }
  }

  /**
   * Whom a full queue gives up for a newcomer, one after the other: of the lowest base priority that
   * is lower than the newcomer's, whoever would be served last. That is the newest, unless a caller
   * or the operator moved it. The list must not change while this is read.
   */
  *evictionCandidates(newcomer: PriorityLevel): Generator<Entry, void, void> {
    const lower = PRIORITY_LEVELS.filter((level) => level > newcomer).toReversed();
    for (const level of lower) {
      for (const { entry } of this.#lane(level).fromLast()) yield entry;
    }
  }

  /** Walks: for reports, not for what happens at each query. */
  oldest(): Entry | undefined {
    let oldest: Entry | undefined;
    for (const entry of this.#places.keys()) {
      if (oldest === undefined || entry.created_at < oldest.created_at) oldest = entry;
    }
    return oldest;
  }

  #count({ level, kind }: Listed<Entry>, change: 1 | -1): void {
    const kinds = this.#kinds[level];
    const count = (kinds?.get(kind) ?? 0) + change;
    if (count === 0) kinds?.delete(kind);
    else kinds?.set(kind, count);
  }

  #lastRankBelow(rank: number): number | null {
    const probe = { rank, turn: Number.NEGATIVE_INFINITY };
    const ranks = this.#lanes.flatMap((lane) => lane.lastBefore(probe)?.rank ?? []);
    return ranks.length === 0 ? null : Math.max(...ranks);
  }

  #lane(level: PriorityLevel): RankedLane<Entry> {
    const lane = this.#lanes[level];
    if (lane === undefined) throw new RangeError(`no lane for priority ${level}`);
    return lane;
  }
}
