import type { ModelId } from '../../../shared/domain/ids.ts';
import type { RotationEntry, RotationState } from '../../../shared/domain/rotation.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import type { Clock, EventPort, RotationStorePort, Transition } from '../ports.ts';

/** Entries that are kept, in memory and on record. */
export const HISTORY_KEPT = 1000;

export interface HistoryParts {
  readonly rotations: RotationStorePort;
  readonly events: EventPort;
  readonly clock: Clock;
  readonly log: { warn(facts: object, message: string): void };
}

/** Where a model is, and since when; null: it has been there since the start. */
export interface Whereabouts {
  readonly state: RotationState;
  readonly since: EpochMs | null;
}

const AWAY: Whereabouts = { state: 'cold', since: null };

/**
 * How models came and went. Every change of a model's state is an entry, so that the time it spent
 * in memory can be drawn: what an entry opens, a later one of the same model closes.
 */
export class RotationHistory {
  readonly #parts: HistoryParts;
  /** Oldest first. */
  #entries: Transition[] = [];
  readonly #states = new Map<ModelId, Whereabouts>();
  readonly #loadTimes = new Map<ModelId, number>();
  #closed = false;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** Takes up what earlier runs wrote. What was in memory when one of them broke off is closed. */
  open(): void {
    this.#entries = [...this.#parts.rotations.recent(HISTORY_KEPT)];
    for (const entry of this.#entries) this.#learn(entry);
    const reason = 'The product ended without being stopped.';
    this.#empty({ cause: 'failure', reason });
    this.#states.clear(); // From here on, a model that is away has been so since the start.
  }

  whereabouts(id: ModelId): Whereabouts {
    return this.#states.get(id) ?? AWAY;
  }

  /** How long a model took into memory last time, seconds; null: it was never measured. */
  loadTime(id: ModelId): number | null {
    return this.#loadTimes.get(id) ?? null;
  }

  /** Newest first. */
  newest(limit: number): readonly Transition[] {
    return limit === 0 ? [] : this.#entries.slice(-limit).toReversed();
  }

  /** A model came to another state; of one that is in it already nothing is told. */
  note(
    model_id: ModelId,
    state: RotationState,
    why: Pick<Transition, 'cause' | 'reason'> & { readonly took_s?: number },
  ): void {
    if (this.#closed || this.whereabouts(model_id).state === state) return;
    const entry = { took_s: null, ...why, at: this.#parts.clock.now(), model_id, state };
    this.#entries.push(entry);
    if (this.#entries.length > HISTORY_KEPT) this.#entries.shift();
    this.#learn(entry);
    this.#parts.events.publish({ type: 'rotation', entry: toRotationEntry(entry) });
    // Nobody waits for it: a disk that is full must not keep a model from its work.
    this.#parts.rotations.record(entry).catch((err: unknown) => {
      this.#parts.log.warn({ err, model_id }, 'how a model came or went could not be recorded');
    });
  }

  /** At a shutdown, which takes every model out of memory. */
  close(): void {
    this.#empty({ cause: 'operator', reason: 'The product was stopped.' });
    this.#closed = true;
  }

  #empty(why: Pick<Transition, 'cause' | 'reason'>): void {
    for (const id of this.#states.keys()) this.note(id, 'cold', why);
  }

  #learn({ model_id, state, at, took_s }: Transition): void {
    this.#states.set(model_id, { state, since: at });
    if (took_s !== null) this.#loadTimes.set(model_id, took_s);
  }
}

export function toRotationEntry({ at, ...entry }: Transition): RotationEntry {
  return { at: new Date(at).toISOString(), ...entry };
}
