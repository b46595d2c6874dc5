import type { Claim } from './merge-levels.ts';
import { type Place, RankedLane } from './ranked-lane.ts';

/** What the turns need to know of an entry. It may change only while the entry is not waiting. */
export interface Owned {
  /** The caller. What a caller calls its module is its own word, and makes no second caller of it. */
  readonly owner: string;
  readonly rank: number;
  /** It was given another place than that of its arrival. */
  readonly wasPlaced: boolean;
}

interface Caller<Entry> {
  readonly lane: RankedLane<Entry>;
  /** When it was served last, counted in services of this level; 0: never. */
  served: number;
}

/** A caller's line while the order is read; most are read no further than their first. */
interface Line<Entry> {
  readonly lane: RankedLane<Entry>;
  served: number;
  next: Place<Entry> | undefined;
  rest: Iterator<Place<Entry>, void> | undefined;
}

/**
 * Those of one level that wait, a line per caller. The callers are served by turns, so one that
 * sends five hundred is, to another that sends one, a single one ahead.
 */
export class CallerTurns<Entry extends Owned> {
  /** Also those with nothing waiting: a stream of single queries must not always go first. */
  readonly #callers = new Map<string, Caller<Entry>>();
  readonly #waiting = new Set<Caller<Entry>>();
  readonly #places = new Map<Entry, Place<Entry>>();
  #services = 0;
  #turn = 0;

  put(entry: Entry): void {
    const caller = this.#callerOf(entry);
    const place = { entry, rank: entry.rank, turn: this.#turn };
    this.#turn += 1;
    this.#places.set(entry, place);
    caller.lane.put(place);
    this.#waiting.add(caller);
  }

  remove(entry: Entry): void {
    const place = this.#places.get(entry);
    if (place === undefined) return;
    const caller = this.#callerOf(entry);
    caller.lane.remove(place);
    this.#places.delete(entry);
    if (caller.lane.size === 0) this.#waiting.delete(caller);
  }

  /** The caller has had its turn. */
  served(entry: Entry): void {
    this.#services += 1;
    this.#callerOf(entry).served = this.#services;
  }

  /**
   * In the order in which they would be served, were this the only level. The level's claim is that
   * of its best-ranked entry, whoever's turn it is: so a level ages as its oldest query does.
   */
  *inOrder(): Generator<Claim<Entry>, void, void> {
    const lines = this.#open();
    for (let services = this.#services + 1; ; services += 1) {
      const { oldest, due } = leaders(lines);
      if (oldest?.next === undefined) return;
      const line = oldest.next.entry.wasPlaced || due === undefined ? oldest : due;
      if (line.next !== undefined) yield { entry: line.next.entry, rank: oldest.next.rank };
      line.served = services;
      advance(line);
    }
  }

  /** How many of this level would be served before this one, if nobody else came. */
  countAhead(entry: Entry): number {
    const place = this.#places.get(entry);
    if (place === undefined) return 0;
    const own = this.#callerOf(entry);
    const round = own.lane.countBefore(place);
    let ahead = round;
    for (const caller of this.#waiting) {
      if (caller === own) continue;
      ahead += Math.min(caller.lane.size, precedes(caller, own) ? round + 1 : round);
    }
    return ahead;
  }

  #callerOf({ owner }: Entry): Caller<Entry> {
    const known = this.#callers.get(owner);
    if (known !== undefined) return known;
    const caller = { lane: new RankedLane<Entry>(), served: 0 };
    this.#callers.set(owner, caller);
    return caller;
  }

  #open(): Line<Entry>[] {
    const lines: Line<Entry>[] = [];
    for (const { lane, served } of this.#waiting) {
      lines.push({ lane, served, next: lane.first, rest: undefined });
    }
    return lines;
  }
}

/** Whose turn it is: who was served longest ago; of several never served, who came first. */
function precedes(one: Caller<unknown>, other: Caller<unknown>): boolean {
  if (one.served !== other.served) return one.served < other.served;
  return (one.lane.first?.rank ?? 0) < (other.lane.first?.rank ?? 0);
}

/** Of the lines with anything left: the one with the best rank, and the one whose turn it is. */
function leaders<Entry>(lines: readonly Line<Entry>[]): {
  oldest: Line<Entry> | undefined;
  due: Line<Entry> | undefined;
} {
  let oldest: Line<Entry> | undefined;
  let due: Line<Entry> | undefined;
  for (const line of lines) {
    if (line.next === undefined) continue;
    if (oldest?.next === undefined || line.next.rank < oldest.next.rank) oldest = line;
    if (due === undefined || precedes(line, due)) due = line;
  }
  return { oldest, due };
}

function advance<Entry>(line: Line<Entry>): void {
  if (line.rest === undefined) {
    line.rest = line.lane.inOrder();
    line.rest.next();
  }
  line.next = line.rest.next().value ?? undefined;
}
