import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import { type EpochMs, epochMs, type Milliseconds } from '../../../shared/domain/units.ts';

/** When the Light LLM answers in the place of the model that would be right. */
export type LightRole =
  /** Whenever a caller in a hurry would have to wait for the right model, and at last resort. */
  | 'at_once'
  /** Only when no other model can answer, now or after a pause. */
  | 'last_resort';

export interface LightLlmSettings {
  readonly model_id: ModelId;
  readonly role: LightRole;
  /** Without an answer for so long it leaves memory. */
  readonly idle_timeout: Milliseconds;
}

/** How long the Light LLM has been idle. Looking at it does not count as use. */
export class LightIdle {
  readonly #timeout: Milliseconds;
  #since: EpochMs | null = null;

  constructor(timeout: Milliseconds) {
    this.#timeout = timeout;
  }

  /** @returns when it is to leave memory; null while it works or is not there */
  leavesAt(resident: ResidentModel | undefined, now: EpochMs): EpochMs | null {
    if (resident?.state !== 'ready' || resident.running > 0) {
      this.#since = null;
      return null;
    }
    this.#since ??= now;
    return epochMs(this.#since + this.#timeout);
  }
}
