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

/** The crash breaker: pauses of 1, 2, 4, 8 seconds after each failure in a row, then quarantine. */
export class ModelHealth {
  readonly #ailing = new Map<ModelId, Ailment & { readonly failures: number }>();

  /**
   * What breaks off while the model rests had begun before: one crash ends several answers, and it
   * is blamed for one.
   */
  failed(id: ModelId, error: AppError, now: EpochMs): void {
    if (this.ailment(id, now) !== null) return;
    const failures = (this.#ailing.get(id)?.failures ?? 0) + 1;
    const until =
      failures < QUARANTINE_AFTER ? epochMs(now + FIRST_PAUSE_MS * 2 ** (failures - 1)) : null;
    this.#ailing.set(id, { failures, until, error });
  }

  recovered(id: ModelId): void {
    this.#ailing.delete(id);
  }

  /** What keeps a model from being used now, if anything. */
  ailment(id: ModelId, now: EpochMs): Ailment | null {
    const ailment = this.#ailing.get(id);
    if (ailment === undefined || (ailment.until !== null && ailment.until <= now)) return null;
    return ailment;
  }

  /** When the next pause ends; null when none is running. */
  nextEnd(now: EpochMs): EpochMs | null {
    let next: EpochMs | null = null;
    for (const { until } of this.#ailing.values()) {
      if (until !== null && until > now && (next === null || until < next)) next = until;
    }
    return next;
  }
}
