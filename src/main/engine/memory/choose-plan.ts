import type { ContextLimit, LoadPlan, MemoryNeed } from '../../../shared/domain/generation.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import type { Bytes } from '../../../shared/domain/units.ts';
import { estimateMemory } from './estimate.ts';

/** A question with its history and an answer fit in; below it conversations break off. */
export const USEFUL_CONTEXT_TOKENS = 2048;
/** Below it no answer is worth waiting for. */
const LEAST_CONTEXT_TOKENS = 512;
/** llama.cpp takes places by so many. */
const STEP_TOKENS = 256;

export interface Planned {
  readonly plan: LoadPlan;
  readonly need: MemoryNeed;
  readonly context_limit: ContextLimit;
}

export type PlanChoice =
  | (Planned & { readonly fits: true })
  /** `plan` is the smallest there is. */
  | { readonly fits: false; readonly plan: LoadPlan; readonly need: MemoryNeed };

export interface PlanQuestion {
  readonly shape: ModelShape;
  /** As the settings have it. */
  readonly wanted: LoadPlan;
  readonly free: Bytes;
  readonly correction: number;
}

/** The first plan of `plansToTry` that fits. */
export function choosePlan({ shape, wanted, free, correction }: PlanQuestion): PlanChoice {
  const most: LoadPlan = {
    slots: wanted.slots,
    context_tokens: Math.min(wanted.context_tokens, shape.context_length),
  };
  let last = most;
  for (const plan of plansToTry(most)) {
    const need = estimateMemory(shape, plan, correction);
    if (need.total <= free) {
      return { fits: true, plan, need, context_limit: limitOf(plan, wanted, shape) };
    }
    last = plan;
  }
  return { fits: false, plan: last, need: estimateMemory(shape, last, correction) };
}

/**
 * From the best to the smallest. First the context shrinks, by quarters, to what a conversation
 * needs: few fill more. Then slots go, by halves: who finds none waits, and gets a whole answer.
 * Only then is the last one's context cut, which costs answers.
 */
export function* plansToTry(most: LoadPlan): Generator<LoadPlan, void, undefined> {
  const useful = Math.min(USEFUL_CONTEXT_TOKENS, most.context_tokens);
  for (const context_tokens of contextsDownTo(useful, most.context_tokens)) {
    yield { slots: most.slots, context_tokens };
  }
  for (let slots = Math.floor(most.slots / 2); slots >= 1; slots = Math.floor(slots / 2)) {
    yield { slots, context_tokens: useful };
  }
  const least = Math.min(LEAST_CONTEXT_TOKENS, useful);
  const [, ...shorter] = contextsDownTo(least, useful);
  for (const context_tokens of shorter) yield { slots: 1, context_tokens };
}

/** From the longest to the shortest, both included. */
function contextsDownTo(shortest: number, longest: number): number[] {
  const contexts = [longest];
  for (let next = shorter(longest); next > shortest; next = shorter(next)) contexts.push(next);
  return longest === shortest ? contexts : [...contexts, shortest];
}

const shorter = (tokens: number): number =>
  Math.floor((tokens * 3) / 4 / STEP_TOKENS) * STEP_TOKENS;

function limitOf(plan: LoadPlan, wanted: LoadPlan, shape: ModelShape): ContextLimit {
  if (plan.context_tokens === wanted.context_tokens) return 'setting';
  return plan.context_tokens === shape.context_length ? 'model' : 'memory';
}
