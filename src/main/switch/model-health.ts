import type { ModelId } from '../../shared/domain/ids.ts';
import { type EpochMs, epochMs } from '../../shared/domain/units.ts';
import type { AppError } from '../../shared/errors/app-error.ts';

const FIRST_PAUSE_MS = 1000;
/** After this many failures in a row the model is left alone until it is imported or tried anew. */
const QUARANTINE_AFTER = 5;

export interface Ailment {
  /** When it may be tried again; null: not by itself. */
  readonly until: EpochMs | null;
  readonly error: AppError;
}

interface Spell extends Ailment {
  readonly failures: number;
  readonly since: EpochMs;
}

/** A clock that was set back, to before the failure, ends a pause: it would last as much longer. */
const isOver = ({ since, until }: Spell, now: EpochMs): boolean =>
  until !== null && (until <= now || now < since);

/** The crash breaker: pauses of 1, 2, 4, 8 seconds after each failure in a row, then quarantine. */
export class ModelHealth {
  readonly #ailing = new Map<ModelId, Spell>();

  /**
   * What breaks off while the model rests had begun before: one crash ends several answers, and it
   * is blamed for one.
   */
  failed(id: ModelId, error: AppError, now: EpochMs): void {
    if (this.ailment(id, now) !== null) return;
    const failures = (this.#ailing.get(id)?.failures ?? 0) + 1;
    const until =
      failures < QUARANTINE_AFTER ? epochMs(now + FIRST_PAUSE_MS * 2 ** (failures - 1)) : null;
    this.#ailing.set(id, { failures, since: now, until, error });
  }

  recovered(id: ModelId): void {
    this.#ailing.delete(id);
  }

  /** What keeps a model from being used now, if anything. */
  ailment(id: ModelId, now: EpochMs): Ailment | null {
    const ailment = this.#ailing.get(id);
    return ailment === undefined || isOver(ailment, now) ? null : ailment;
  }

  /** When the next pause ends; null when none is running. */
  nextEnd(now: EpochMs): EpochMs | null {
    let next: EpochMs | null = null;
    for (const spell of this.#ailing.values()) {
      const { until } = spell;
      if (until !== null && !isOver(spell, now) && (next === null || until < next)) next = until;
    }
    return next;
  }
}
