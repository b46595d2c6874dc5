import { PRIORITY_LEVELS, type PriorityLevel } from '../../shared/domain/priority.ts';

/** What the list needs to know of an entry. Both values never change while it waits. */
export interface Waiting {
  readonly priority: PriorityLevel;
  /** Milliseconds since 1970. */
  readonly created_at: number;
}

/**
 * Waiting this long is worth one priority level, so nothing starves: a LOW query that has waited
 * three minutes ranks with a CRITICAL one that has just come.
 */
export const AGING_MS_PER_LEVEL = 60_000;

/**
 * Everyone ages at the same speed, so the order between two waiting queries never changes and rank
 * can be one number, fixed at acceptance. Lower goes first.
 */
export function rank(entry: Waiting): number {
  return entry.created_at + entry.priority * AGING_MS_PER_LEVEL;
}

interface Node<Entry> {
  readonly entry: Entry;
  previous: Node<Entry> | undefined;
  next: Node<Entry> | undefined;
}

/** A doubly linked list in rank order; within one level that is the order of arrival. */
class Lane<Entry extends Waiting> {
  first: Node<Entry> | undefined;
  last: Node<Entry> | undefined;
  size = 0;

  /** Almost always at the end; a query that comes back after a failed attempt walks to its place. */
  insert(entry: Entry): Node<Entry> {
    let before = this.last;
    while (before !== undefined && before.entry.created_at > entry.created_at) {
      before = before.previous;
    }
    const node: Node<Entry> = { entry, previous: before, next: before?.next ?? undefined };
    if (before === undefined) {
      node.next = this.first;
      this.first = node;
    } else before.next = node;
    if (node.next === undefined) this.last = node;
    else node.next.previous = node;
    this.size += 1;
    return node;
  }

  remove(node: Node<Entry>): void {
    if (node.previous === undefined) this.first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.last = node.previous;
    else node.next.previous = node.previous;
    this.size -= 1;
  }
}

/** The queries that wait, one lane per base priority. Put, remove and evict cost O(1). */
export class WaitingList<Entry extends Waiting> {
  readonly #lanes = PRIORITY_LEVELS.map(() => new Lane<Entry>());
  readonly #nodes = new Map<Entry, Node<Entry>>();

  get size(): number {
    return this.#nodes.size;
  }

  sizeOf(level: PriorityLevel): number {
    return this.#lane(level).size;
  }

  put(entry: Entry): void {
    this.#nodes.set(entry, this.#lane(entry.priority).insert(entry));
  }

  /** @returns whether it was waiting */
  remove(entry: Entry): boolean {
    const node = this.#nodes.get(entry);
    if (node === undefined) return false;
    this.#lane(entry.priority).remove(node);
    return this.#nodes.delete(entry);
  }

  has(entry: Entry): boolean {
    return this.#nodes.has(entry);
  }

  /** Best rank first. The list must not change while this is read. */
  *inRankOrder(): Generator<Entry, void, void> {
    const heads = this.#lanes.map((lane) => lane.first);
    for (;;) {
      let best = -1;
      for (const [index, node] of heads.entries()) {
        const leader = heads[best];
        if (node && (leader === undefined || rank(node.entry) < rank(leader.entry))) best = index;
      }
      const node = heads[best];
      if (node === undefined) return;
      heads[best] = node.next;
      yield node.entry;
    }
  }

  /** How many would be served before this one. */
  position(entry: Entry): number {
    let ahead = 0;
    for (const other of this.inRankOrder()) {
      if (other === entry) return ahead;
      ahead += 1;
    }
    return ahead;
  }

  /**
   * Whom a full queue gives up for a newcomer: the newest of the lowest base priority that is lower
   * than the newcomer's. Undefined when nobody is.
   */
  evictionCandidate(newcomer: PriorityLevel): Entry | undefined {
    const lower = PRIORITY_LEVELS.filter((level) => level > newcomer).toReversed();
    return lower.map((level) => this.#lane(level).last?.entry).find((entry) => entry !== undefined);
  }

  oldest(): Entry | undefined {
    let oldest: Entry | undefined;
    for (const { first } of this.#lanes) {
      if (first && (!oldest || first.entry.created_at < oldest.created_at)) oldest = first.entry;
    }
    return oldest;
  }

  #lane(level: PriorityLevel): Lane<Entry> {
    const lane = this.#lanes[level];
    if (lane === undefined) throw new RangeError(`no lane for priority ${level}`);
    return lane;
  }
}
