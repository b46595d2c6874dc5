import type { LoadPlan } from '../../../shared/domain/generation.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import type { EngineLog } from '../engine-parts.ts';
import type { MemoryCorrectionPort } from '../ports.ts';
import { estimateMemory } from './estimate.ts';
import type { Measured } from './held.ts';

/** How much one load counts against all before it. */
const WEIGHT = 0.3;
/** A measurement beyond these is a fault of the measuring: it must not let a model be refused. */
const LEAST = 0.5;
const MOST = 2;

const within = (ratio: number): number => Math.min(MOST, Math.max(LEAST, ratio));

/** The next ratio, from the last one and one measurement. */
export function blend(last: number, measured: number): number {
  return within(last + WEIGHT * (within(measured) - last));
}

/**
 * What earlier loads taught about the estimate: for each architecture, how much all but the weights
 * really took of what was estimated.
 */
export class MemoryBook {
  readonly #store: MemoryCorrectionPort;
  readonly #log: EngineLog;

  constructor(store: MemoryCorrectionPort, log: EngineLog) {
    this.#store = store;
    this.#log = log;
  }

  /** What to multiply an estimate of this architecture by; 1 without experience. */
  correctionOf(architecture: string): number {
    const ratio = this.#store.correctionOf(architecture)?.ratio ?? 1;
    return Number.isFinite(ratio) ? within(ratio) : 1;
  }

  learn(shape: ModelShape, plan: LoadPlan, measured: Measured): void {
    const { architecture } = shape;
    const raw = estimateMemory(shape, plan);
    const known = this.#store.correctionOf(architecture);
    const correction = {
      architecture,
      ratio: blend(this.correctionOf(architecture), measured.besides / (raw.total - raw.weights)),
      loads: (known?.loads ?? 0) + 1,
      estimated_bytes: raw.total,
      measured_bytes: measured.total,
    };
    try {
      this.#store.saveCorrection(correction);
      this.#log.info(correction, 'the estimate of memory was compared with what was measured');
    } catch (err) {
      // An estimate that learns nothing is no reason to take a model away.
      this.#log.warn({ err, architecture }, 'what was measured of memory could not be kept');
    }
  }
}
