import type { ModelId } from '../../../shared/domain/ids.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import type { Clock, Transition } from '../ports.ts';
import { type LoadCause, noCounts, type RotationCounts } from './rotation-counts.ts';
import type { RotationHistory } from './rotation-history.ts';

/** Why a model comes, goes or becomes the active one. */
export type Why = Pick<Transition, 'cause' | 'reason'>;
/** Why a model is brought into memory. */
export type LoadWhy = Why & { readonly cause: LoadCause };

interface PresenceParts {
  readonly clock: Clock;
  readonly history: RotationHistory;
  /** Models in memory that take queries, those there longest first. */
  readonly ready: () => readonly ModelId[];
}

/** What models in memory are there for: used when, idle since, brought by whom and for what. */
export class Presence {
  readonly counts: RotationCounts = noCounts();
  readonly #parts: PresenceParts;
  /** The one used last comes last, whatever the clock did. */
  readonly #lastUsed = new Map<ModelId, number>();
  readonly #idleSince = new Map<ModelId, EpochMs>();
  /** Which one of all arrivals that of a model in memory was. */
  readonly #arrivals = new Map<ModelId, number>();
  readonly #predicted = new Set<ModelId>();
  readonly #warmedAt = new Map<ModelId, EpochMs>();
  /** Told to leave, and still at work. */
  readonly #draining = new Set<ModelId>();
  #active: ModelId | null = null;
  #arrived = 0;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Models brought into memory since the start. */
  get arrived(): number {
    return this.#arrived;
  }

  /** When each model last began an answer, or was called for, ms since 1970. */
  get lastUsed(): ReadonlyMap<ModelId, number> {
    return this.#lastUsed;
  }

  /**
   * Since when models in memory have had nothing to do: the last answer's end, or their coming. What
   * a clock that was set back puts into the future begins anew, or it would last as much longer.
   */
  idleSince(now: EpochMs): ReadonlyMap<ModelId, EpochMs> {
    for (const [id, since] of this.#idleSince) if (since > now) this.#idleSince.set(id, now);
    return this.#idleSince;
  }

  /** When models were last brought by prediction. */
  get warmedAt(): ReadonlyMap<ModelId, EpochMs> {
    return this.#warmedAt;
  }

  /** Brought by prediction, or on the way, and not used since. */
  get predicted(): ReadonlySet<ModelId> {
    return this.#predicted;
  }

  /** The model used last among those in memory; null when none is. */
  active(): ModelId | null {
    const ready = this.#ready();
    const used = [...this.#lastUsed.keys()].findLast((id) => ready.includes(id));
    return used ?? ready[0] ?? null;
  }

  loading(id: ModelId, why: LoadWhy): void {
    if (why.cause === 'prediction') {
      this.#predicted.add(id);
      this.#warmedAt.set(id, this.#parts.clock.now());
    }
    this.#parts.history.note(id, 'loading', why);
  }

  came(id: ModelId, why: LoadWhy, tookMs: number): void {
    this.#arrived += 1;
    this.counts.loads[why.cause] += 1;
    this.#arrivals.set(id, this.#arrived);
    this.#idleSince.set(id, this.#parts.clock.now());
    const state = this.active() === id ? 'active' : 'warm';
    this.#parts.history.note(id, state, { ...why, took_s: tookMs / 1000 });
    this.#settleActive(why);
  }

  /**
   * An answer begins.
   * @param arrivals how many had come when it was asked; null: this was counted before
   */
  begin(id: ModelId, arrivals: number | null): void {
    if (arrivals !== null) {
      const found = (this.#arrivals.get(id) ?? Infinity) <= arrivals;
      this.counts[found ? 'hits' : 'misses'] += 1;
    }
    if (this.#predicted.has(id)) this.counts.warmed_used += 1;
    this.touch(id, { cause: 'query', reason: 'An answer has begun on it.' });
  }

  /** It becomes the one used last. */
  touch(id: ModelId, why: Why): void {
    this.#predicted.delete(id);
    this.#lastUsed.delete(id);
    this.#lastUsed.set(id, this.#parts.clock.now());
    if (this.#active !== id) this.#settleActive(why);
  }

  /** An answer has ended. */
  rest(id: ModelId): void {
    if (this.#arrivals.has(id)) this.#idleSince.set(id, this.#parts.clock.now());
  }

  isDraining(id: ModelId): boolean {
    return this.#draining.has(id);
  }

  /** It is to leave, as soon as nothing runs on it. */
  drain(id: ModelId, why: Why): void {
    this.#draining.add(id);
    this.#parts.history.note(id, 'draining', why);
    this.#settleActive(why);
  }

  /** It was to leave, and stays after all. */
  stay(id: ModelId, why: Why): void {
    if (!this.#draining.delete(id) || !this.#ready().includes(id)) return;
    this.#parts.history.note(id, 'warm', why);
    this.#settleActive(why);
  }

  /** It is out of memory, or will not come. */
  gone(id: ModelId, why: Why): void {
    if (this.#predicted.delete(id) && this.#arrivals.has(id)) this.counts.warmed_in_vain += 1;
    this.#draining.delete(id);
    this.#arrivals.delete(id);
    this.#idleSince.delete(id);
    this.#parts.history.note(id, 'cold', why);
    this.#settleActive(why);
  }

  /** Another model may have become the active one, for the given reason. */
  #settleActive(why: Why): void {
    const before = this.#active;
    this.#active = this.active();
    if (before === this.#active) return;
    const { history } = this.#parts;
    if (before !== null && this.#ready().includes(before)) {
      history.note(before, 'warm', { ...why, reason: `${this.#active} is used now.` });
    }
    if (this.#active !== null) history.note(this.#active, 'active', why);
  }

  #ready(): readonly ModelId[] {
    return this.#parts.ready().filter((id) => !this.#draining.has(id));
  }
}
