import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import { type EpochMs, epochMs, type Milliseconds } from '../../../shared/domain/units.ts';

/** Who answers callers in a hurry while the right model comes, and at last resort. */
export interface LightLlmSettings {
  readonly model_id: ModelId;
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
    // A clock that was set back, to before that, would have it stay for as much longer.
    if (this.#since === null || now < this.#since) this.#since = now;
    return epochMs(this.#since + this.#timeout);
  }
}
