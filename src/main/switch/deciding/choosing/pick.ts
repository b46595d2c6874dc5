import type { ScoreParts } from '../../../../shared/domain/query.ts';
import { type Constraints, saidBeyond, standsIn } from './constraints.ts';
import type { Demand, ModelView } from './terms.ts';

/** A candidate with its score. */
export interface Judged {
  readonly view: ModelView;
  /** Why it is not eligible; null: it is. */
  readonly problem: string | null;
  /** null when it is not eligible. */
  readonly parts: ScoreParts | null;
  readonly total: number;
}

export interface Pick {
  readonly chosen: ModelView | null;
  /** The one that the chosen one stands in for while it is brought into memory. */
  readonly meanwhile: ModelView | null;
}

const NOBODY: Pick = { chosen: null, meanwhile: null };

/** A light model reads the last question only, so what asks more of it is not for it to hurry for. */
function mayHurry(standIn: ModelView | undefined, demand: Demand): standIn is ModelView {
  if (standIn?.light !== true || demand.hurried !== true) return false;
  const { id, light_model } = standIn.model;
  if (demand.failed_on.has(id) || saidBeyond(standIn, demand)) return false;
  return light_model === null || demand.alone === true;
}

/** Light LLM first among those that stand in, whatever the scores; ties go to the one known longest. */
function bestOf(judged: readonly Judged[]): Judged | undefined {
  let best: Judged | undefined;
  for (const one of judged) {
    if (one.problem === null && (best === undefined || isBetter(one, best))) best = one;
  }
  return best;
}

function isBetter(one: Judged, other: Judged): boolean {
  if (one.view.light !== other.view.light) return one.view.light;
  return one.total > other.total;
}

/** It does not stand in for others, and may go first. */
export function isOrdinary({ view }: Judged, demand: Demand): boolean {
  return !standsIn(view) && !saidBeyond(view, demand);
}

/**
 * The best of the ordinary models; where it is not ready and the caller in a hurry, the Light LLM;
 * where one only rests, nobody; and where none is left, what stands in for them.
 */
export function pick(judged: readonly Judged[], demand: Demand, { restsOnly }: Constraints): Pick {
  const begun = judged.find(({ view }) => view.model.id === demand.begun_on);
  if (begun?.problem === null) return { ...NOBODY, chosen: begun.view };
  const ordinary = judged.filter((one) => isOrdinary(one, demand));
  const standIn = bestOf(judged.filter((one) => !isOrdinary(one, demand)))?.view;
  const best = bestOf(ordinary)?.view;
  const rests = ordinary.some(({ view }) => restsOnly(view));
  if (best?.ready === true) return { ...NOBODY, chosen: best };
  if (mayHurry(standIn, demand) && (best !== undefined || rests)) {
    return { chosen: standIn, meanwhile: best ?? null };
  }
  if (best !== undefined) return { ...NOBODY, chosen: best };
  return rests || standIn === undefined ? NOBODY : { ...NOBODY, chosen: standIn };
}
