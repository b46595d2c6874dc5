import type { ModelId } from '../../../shared/domain/ids.ts';
import { type EpochMs, epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/** After each failure in a row, before the model is tried again. */
const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000] as const;
/** For so long nobody tries again to load what did not fit in memory. */
const NO_ROOM_MS = 5000;

/** What keeps a model from being used. */
export type Ailment =
  /** It failed a moment ago; worth waiting for. */
  | {
      readonly state: 'resting';
      readonly since: EpochMs;
      readonly until: EpochMs;
      readonly error: AppError;
    }
  /** It did not fit in memory. That is no fault of its own, and nobody knows when it will. */
  | {
      readonly state: 'no_room';
      readonly since: EpochMs;
      readonly until: EpochMs;
      readonly error: AppError;
    }
  /** It failed again after every pause. Somebody must look at it. */
  | { readonly state: 'quarantined'; readonly until: null; readonly error: AppError }
  /** Its file is gone, until somebody puts it back. */
  | { readonly state: 'missing'; readonly until: null; readonly error: AppError };

/** A clock that was set back, to before the failure, ends a pause: it would last as much longer. */
const isOver = (ailment: Ailment, now: EpochMs): boolean =>
  ailment.until !== null && (ailment.until <= now || now < ailment.since);

/**
 * The crash breaker: pauses of 1, 2, 4, 8 and 16 seconds after failures in a row; one failure more
 * is quarantine. It is kept in memory: a restart of the product gives every model another chance.
 */
export class ModelHealth {
  readonly #failures = new Map<ModelId, number>();
  readonly #ailing = new Map<ModelId, Ailment>();

  /**
   * What breaks off while the model rests had begun before: one crash ends several answers, and it
   * is blamed for one.
   */
  failed(id: ModelId, error: AppError, now: EpochMs): void {
    if (error.code === 'MODEL_FILE_MISSING') {
      this.#ailing.set(id, { state: 'missing', until: null, error });
    } else if (this.ailment(id, now) === null) {
      this.#ailing.set(
        id,
        error.code === 'OUT_OF_MEMORY' ? noRoom(error, now) : this.#strike(id, error, now),
      );
    }
  }

  #strike(id: ModelId, error: AppError, now: EpochMs): Ailment {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    const pause = PAUSES_MS[failures - 1];
    if (pause !== undefined)
      return { state: 'resting', since: now, until: epochMs(now + pause), error };
    return { state: 'quarantined', until: null, error: quarantine(id, error, failures) };
  }

  recovered(id: ModelId): void {
    this.#failures.delete(id);
    this.#ailing.delete(id);
  }

  /** Its file is back. That mends nothing else. */
  found(id: ModelId): void {
    if (this.#ailing.get(id)?.state === 'missing') this.#ailing.delete(id);
  }

  /** Memory was freed: what did not fit may fit now. */
  roomMade(): void {
    for (const [id, { state }] of this.#ailing) if (state === 'no_room') this.#ailing.delete(id);
  }

  /** What keeps a model from being used now, if anything. */
  ailment(id: ModelId, now: EpochMs): Ailment | null {
    const ailment = this.#ailing.get(id);
    return ailment === undefined || isOver(ailment, now) ? null : ailment;
  }

  /** Models whose files are gone. */
  missing(): readonly ModelId[] {
    return [...this.#ailing].flatMap(([id, { state }]) => (state === 'missing' ? [id] : []));
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

function noRoom(error: AppError, now: EpochMs): Ailment {
  return { state: 'no_room', since: now, until: epochMs(now + NO_ROOM_MS), error };
}

/** The last failure, told as the reason why nobody uses the model any more. */
function quarantine(id: ModelId, last: AppError, failures: number): AppError {
  const { code, message, data } = last;
  return new AppError(code, {
    message:
      `${id} was set aside after ${failures} failures in a row. The last one: ${message} ` +
      `Try it again with POST /models/${encodeURIComponent(id)}/retry, or with the button in the console.`,
    data: { ...data, model_id: id, failures },
    cause: last,
  });
}
