import type { LoadPlan, LoadTarget, ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { type Bytes, bytes, formatBytes } from '../../../shared/domain/units.ts';
import type { EngineLog } from '../engine-parts.ts';
import type { InstalledModelsPort } from '../ports.ts';
import { choosePlan, type Planned } from './choose-plan.ts';
import type { MemoryBook } from './memory-book.ts';
import { doesNotFit } from './refusal.ts';
import { mappedBytes } from './repacked.ts';

/** Left to everything else, which also wants memory while a model loads. */
export const RESERVE_BYTES = bytes(128_000_000);
/** More names help nobody to choose. */
const NAMES = 3;

export interface Occupant {
  readonly target: LoadTarget;
  readonly planned: Planned;
  readonly state: ResidentModel['state'];
}

export interface MemoryGateParts {
  readonly availableMemory: () => Bytes;
  readonly book: MemoryBook;
  readonly installed: InstalledModelsPort;
  readonly wanted: LoadPlan;
  /** Most that one model may need, however much is free. */
  readonly limit?: Bytes | undefined;
  readonly log: EngineLog;
}

/** Decides with what context and how many slots a model may be loaded, or that it may not. */
export class MemoryGate {
  readonly #parts: MemoryGateParts;

  constructor(parts: MemoryGateParts) {
    this.#parts = parts;
  }

  /**
   * @param occupants models in memory or on their way
   * @throws AppError OUT_OF_MEMORY with the numbers, and with what would fit
   */
  admit(target: LoadTarget, occupants: readonly Occupant[]): Planned {
    const { book, wanted, log } = this.#parts;
    const { model_id, shape } = target;
    const free = this.free(occupants);
    const correction = book.correctionOf(shape.architecture);
    const choice = choosePlan({ shape, wanted, free, correction });
    if (!choice.fits) {
      const others = this.#fitting(target, occupants, free);
      throw doesNotFit({ id: model_id, plan: choice.plan, need: choice.need, free, others });
    }
    const facts = { model_id, ...choice, wanted, free, correction };
    log.info(facts, `needs about ${formatBytes(choice.need.total)}: ${reasonOf(choice, wanted)}`);
    return choice;
  }

  /** Whether a model would be let in once some of the occupants have left. */
  wouldFit(
    shape: ModelShape,
    occupants: readonly Occupant[],
    leaving: readonly ModelId[],
  ): boolean {
    const { availableMemory, book, limit, wanted } = this.#parts;
    const leavers = occupants.filter(({ target }) => leaving.includes(target.model_id));
    const stayers = occupants.filter((one) => !leavers.includes(one));
    const given = leavers.reduce((sum, one) => sum + releasedBy(one), 0);
    const free = freeFor(bytes(availableMemory() + given), stayers);
    const correction = book.correctionOf(shape.architecture);
    return choosePlan({ shape, wanted, free: bytes(Math.min(limit ?? free, free)), correction })
      .fits;
  }

  /** What one more model may take now. */
  free(occupants: readonly Occupant[]): Bytes {
    const { availableMemory, limit = availableMemory() } = this.#parts;
    return bytes(Math.min(limit, freeFor(availableMemory(), occupants)));
  }

  /** Installed models that would fit instead, the largest first. */
  #fitting(refused: LoadTarget, occupants: readonly Occupant[], free: Bytes): readonly ModelId[] {
    const { book, installed, wanted } = this.#parts;
    const present = new Set([refused, ...occupants.map(({ target }) => target)].map(idOf));
    return installed
      .shapes()
      .filter(({ model_id }) => !present.has(model_id))
      .filter(({ shape }) => {
        const correction = book.correctionOf(shape.architecture);
        return choosePlan({ shape, wanted, free, correction }).fits;
      })
      .toSorted((a, b) => b.shape.weight_bytes - a.shape.weight_bytes)
      .slice(0, NAMES)
      .map(idOf);
  }
}

const idOf = ({ model_id }: { readonly model_id: ModelId }): ModelId => model_id;

/**
 * Of what the system calls available, what is not spoken for: all that loads under way will take,
 * and the mapped weights of models in memory. These are page cache, which the system counts as
 * available; taking it would make those models read their weights from the disk for every token.
 */
export function freeFor(available: Bytes, occupants: readonly Occupant[]): Bytes {
  const taken = occupants.map(({ target, planned, state }) =>
    state === 'loading' ? planned.need.total : mappedBytes(target.shape),
  );
  const sum = taken.reduce((total, one) => total + one, 0);
  return bytes(Math.max(0, available - sum - RESERVE_BYTES));
}

/** What the system calls available once it has left, and not before: all but the mapped weights. */
function releasedBy({ target, planned, state }: Occupant): number {
  if (state === 'loading') return 0;
  return Math.max(0, planned.need.total - mappedBytes(target.shape));
}

function reasonOf({ plan, context_limit }: Planned, wanted: LoadPlan): string {
  const { slots, context_tokens } = plan;
  const what = `${slots} × ${context_tokens} tokens`;
  const limits = {
    setting: 'as the settings have it',
    model: 'as much as the model was trained for',
    memory: `less than the ${wanted.slots} × ${wanted.context_tokens} of the settings, so that it fits`,
  };
  return `${what}, ${slots < wanted.slots ? limits.memory : limits[context_limit]}`;
}
