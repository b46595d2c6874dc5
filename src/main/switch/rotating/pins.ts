import * as z from 'zod';
import { type ModelId, modelId } from '../../../shared/domain/ids.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { KeptValuesPort } from '../ports.ts';

const KEY = 'pinned_models';
const storedSchema = z.array(z.string()).catch([]);

export interface PinTerms {
  /** Models that may be in memory at once, the Light LLM aside. */
  readonly maxResident: number;
  /** It has a place of its own, so it may always be pinned. */
  readonly light: ModelId | null;
}

/**
 * Models that stay in memory whatever else is needed. One place is always left to the others, or
 * their queries would wait for ever.
 */
export class Pins {
  readonly #memory: KeptValuesPort;
  readonly #terms: PinTerms;
  /** As pinned, oldest first; more than may be, after `max_active_models` was lowered. */
  #wanted: readonly ModelId[];
  #inForce: ReadonlySet<ModelId>;

  constructor(memory: KeptValuesPort, terms: PinTerms) {
    this.#memory = memory;
    this.#terms = terms;
    this.#wanted = storedSchema.parse(memory.get(KEY)).map(modelId);
    this.#inForce = this.#thoseWithPlaces();
  }

  get inForce(): ReadonlySet<ModelId> {
    return this.#inForce;
  }

  /** Pinned once, and without a place since there are fewer. */
  get surplus(): readonly ModelId[] {
    return this.#wanted.filter((id) => !this.#inForce.has(id));
  }

  /** @throws AppError NO_PLACE; STORAGE_… when it could not be kept, and then it is not pinned */
  pin(id: ModelId): void {
    if (this.#inForce.has(id)) return;
    const placed = [...this.#inForce].filter((one) => this.#needsPlace(one));
    if (this.#needsPlace(id) && placed.length >= this.#most) throw this.#noPlace(id, placed);
    // Before any surplus, which would otherwise take the place that was just found free.
    this.#set([...this.#inForce, id, ...this.surplus.filter((one) => one !== id)]);
  }

  /** @throws AppError STORAGE_… when it could not be kept, and then it stays pinned */
  unpin(id: ModelId): void {
    if (this.#wanted.includes(id)) this.#set(this.#wanted.filter((one) => one !== id));
  }

  get #most(): number {
    return this.#terms.maxResident - 1;
  }

  #needsPlace(id: ModelId): boolean {
    return id !== this.#terms.light;
  }

  #set(wanted: readonly ModelId[]): void {
    this.#memory.set(KEY, wanted);
    this.#wanted = wanted;
    this.#inForce = this.#thoseWithPlaces();
  }

  #thoseWithPlaces(): ReadonlySet<ModelId> {
    let places = this.#most;
    return new Set(
      this.#wanted.filter((id) => {
        if (!this.#needsPlace(id)) return true;
        places -= 1;
        return places >= 0;
      }),
    );
  }

  #noPlace(id: ModelId, placed: readonly ModelId[]): AppError {
    const { maxResident } = this.#terms;
    const taken =
      placed.length === 0
        ? 'The only place in memory must stay free for the other models.'
        : `Of ${maxResident} places in memory one must stay free for the other models, and ${placed.join(', ')} ${placed.length === 1 ? 'is' : 'are'} pinned.`;
    const instead = placed.length === 0 ? 'Raise' : 'Unpin one, or raise';
    return new AppError('NO_PLACE', {
      message: `${id} cannot be pinned. ${taken} ${instead} rotation_policy.max_active_models and restart.`,
      data: { model_id: id, pinned: placed, max_active_models: maxResident },
    });
  }
}
