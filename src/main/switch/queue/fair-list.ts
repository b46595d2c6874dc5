import { PRIORITY_LEVELS, type PriorityLevel } from '../../../shared/domain/priority.ts';
import { CallerTurns, type Owned } from './caller-turns.ts';
import { mergeLevels } from './merge-levels.ts';
import { type Waiting, WaitingList } from './waiting-list.ts';

/**
 * The waiting list as it is served: between levels by rank, within a level the callers by turns and
 * each caller's own by rank (docs/adr/0009).
 */
export class FairList<Entry extends Waiting & Owned> extends WaitingList<Entry> {
  readonly #turns = PRIORITY_LEVELS.map(() => new CallerTurns<Entry>());

  override put(entry: Entry): void {
    super.put(entry);
    this.#level(entry.priority).put(entry);
  }

  override remove(entry: Entry): boolean {
    if (!super.remove(entry)) return false;
    this.#level(entry.priority).remove(entry);
    return true;
  }

  /** It has left the list to be answered, which was its caller's turn. */
  served(entry: Entry): void {
    this.#level(entry.priority).served(entry);
  }

  /**
   * The list must not change while this is read.
   * @param perLevel how many of each level at most
   */
  inServiceOrder(perLevel = Number.POSITIVE_INFINITY): Generator<Entry, void, void> {
    return mergeLevels(
      this.#turns.map((turns) => turns.inOrder()),
      perLevel,
    );
  }

  override aheadByLevel(entry: Entry): readonly number[] {
    const byRank = super.aheadByLevel(entry);
    if (!this.has(entry)) return byRank;
    const inTurn = this.#level(entry.priority).countAhead(entry);
    return byRank.map((count, level) => {
      if (level !== entry.priority) return count;
      return entry.wasPlaced ? Math.min(count, inTurn) : inTurn;
    });
  }

  #level(level: PriorityLevel): CallerTurns<Entry> {
    const turns = this.#turns[level];
    if (turns === undefined) throw new RangeError(`no turns for priority ${level}`);
    return turns;
  }
}
