import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResidentModel } from '../../../shared/domain/generation.ts';
import { type ModelId, modelId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import {
  type EpochMs,
  epochMs,
  type Milliseconds,
  milliseconds,
  seconds,
} from '../../../shared/domain/units.ts';
import { view } from '../testing/models.ts';
import { UNMOVED } from '../testing/warming.ts';
import { plan } from './plan.ts';
import { type Applicant, LOOKAHEAD } from './plan-terms.ts';

const PERIOD = seconds(10);
const ANSWER_MS = 1000;
const SWAP_MS = 3000;

interface Job extends Applicant<Job> {
  passedOverSince: EpochMs | null;
  readonly wants: ModelId;
  readonly at: number;
  started: number | null;
}

function job(wants: string, at: number, priority: PriorityLevel = 2): Job {
  const rest = { excluded: new Map(), failed_on: new Set<never>(), begun_on: null };
  return {
    wants: modelId(wants),
    at,
    priority,
    demand: { query_type: 'code', preference: wants, ...rest },
    passedOverSince: null,
    behind: null,
    model: null,
    leaving: false,
    mayBePutBack: false,
    written: 0,
    started: null,
  };
}

interface Place {
  state: ResidentModel['state'];
  until: number;
}

/** The plan, carried out: one answer at a time per model takes 1 s, a load 3 s, an unload nothing. */
class Workshop {
  now = 0;
  loads: ModelId[] = [];
  readonly #jobs: readonly Job[];
  readonly #places = new Map<ModelId, Place>();
  readonly #lastUsed = new Map<ModelId, number>();
  readonly #max: number;
  readonly #period: Milliseconds;

  constructor(jobs: readonly Job[], { places = 1, period = PERIOD } = {}) {
    this.#jobs = jobs.toSorted((a, b) => rank(a) - rank(b));
    this.#max = places;
    this.#period = period;
  }

  run(): this {
    while (this.#jobs.some(({ started }) => started === null)) {
      while (this.#pass()) continue;
      this.now = this.#nextEvent();
      for (const place of this.#places.values()) if (place.until <= this.now) place.state = 'ready';
    }
    return this;
  }

  /** @returns whether another pass may find more to do */
  #pass(): boolean {
    const waiting = this.#jobs.filter(({ at, started }) => at <= this.now && started === null);
    const actions = plan<Job>({
      waiting,
      running: [],
      models: ['a', 'b', 'c', 'd'].map((id) =>
        view(id, { resident: this.#places.has(modelId(id)) }),
      ),
      residents: [...this.#places].map(([model_id, { state, until }]): ResidentModel => {
        const running = state === 'ready' && until > this.now ? 1 : 0;
        return { model_id, state, slots: 1, running, context_length: 1, memory: null, pid: 1 };
      }),
      max_resident: this.#max,
      last_used: this.#lastUsed,
      rotation: UNMOVED,
      now: epochMs(this.now),
      collation_period: this.#period,
    });
    for (const action of actions) {
      if (action.type === 'pass_over') action.job.passedOverSince = epochMs(this.now);
      else if (action.type === 'unload') this.#places.delete(action.model);
      else if (action.type === 'start') this.#start(action.job);
      else if (action.type === 'load') this.#load(action.model);
    }
    return actions.some(({ type }) => type === 'unload');
  }

  #start(one: Job): void {
    one.started = this.now;
    this.#lastUsed.set(one.wants, this.now);
    this.#places.set(one.wants, { state: 'ready', until: this.now + ANSWER_MS });
  }

  #load(model: ModelId): void {
    this.loads.push(model);
    this.#places.set(model, { state: 'loading', until: this.now + SWAP_MS });
  }

  #nextEvent(): number {
    const ends = [...this.#places.values()].map(({ until }) => until);
    const arrivals = this.#jobs.map(({ at }) => at);
    return Math.min(...[...ends, ...arrivals].filter((at) => at > this.now));
  }
}

const rank = ({ at, priority }: Job): number => at + priority * 60_000;

/** ABCABC… */
const alternating = (models: string, count: number): Job[] =>
  Array.from({ length: count }, (_, index) => job(models[index % models.length] ?? '', 0));

const order = (jobs: readonly Job[]): string =>
  jobs
    .toSorted((a, b) => (a.started ?? 0) - (b.started ?? 0))
    .map(({ wants }) => wants)
    .join('');

describe('ABCABC with one place', () => {
  test('is answered as AABBCC, with a load per model instead of one per query', () => {
    const collated = alternating('abc', 12);
    const plain = alternating('abc', 12);
    const swaps = new Workshop(collated).run().loads.length;
    expect([order(collated), swaps]).toEqual(['aaaabbbbcccc', 3]);
    expect(new Workshop(plain, { period: milliseconds(0) }).run().loads).toHaveLength(12);
    expect(order(plain)).toBe('abcabcabcabc');
  });

  test('of more than fit into the period is answered in batches of the period', () => {
    const jobs = alternating('abc', 90);
    const { loads } = new Workshop(jobs).run();
    expect(order(jobs)).toMatch(/^a{11}b{11}c{11}/);
    expect(loads.length).toBeLessThanOrEqual(9);
  });

  test('far longer than what a pass sees costs at most two swaps for each 64', () => {
    const jobs = alternating('abc', 2000);
    const { loads } = new Workshop(jobs, { period: seconds(1e6) }).run();
    expect(loads.length).toBeLessThanOrEqual(2 * Math.ceil(2000 / LOOKAHEAD) + 1);
  });
});

test('ABCD with two places: two stay while equals wait for them', () => {
  const collated = alternating('abcd', 16);
  const plain = alternating('abcd', 16);
  expect(new Workshop(collated, { places: 2 }).run().loads).toHaveLength(4);
  expect(new Workshop(plain, { places: 2, period: milliseconds(0) }).run().loads).toHaveLength(16);
});

const arrivals = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(90_000)), {
  minLength: 1,
  maxLength: 80,
});

test.for([1, 2])(
  'with places for %d, nobody is passed over for longer than the bound',
  (places) => {
    fc.assert(
      fc.property(arrivals, (all) => {
        const jobs = all.map(([wants, at]) => job(wants, at));
        new Workshop(jobs, { places }).run();
        for (const { started, passedOverSince } of jobs) {
          if (passedOverSince === null || started === null) continue;
          // The answer that runs when the period ends is waited for, then the swap.
          expect(started - passedOverSince).toBeLessThanOrEqual(PERIOD + ANSWER_MS + SWAP_MS);
        }
      }),
      { numRuns: 100, seed: 12 },
    );
  },
);
