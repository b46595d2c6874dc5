import fc from 'fast-check';
import type { QueryInput } from '../../../shared/domain/query.ts';

/** What happens to a Switch. Numbers named `nth` pick among what is there, counted round. */
export type Step =
  | {
      readonly type: 'ask';
      readonly caller: number;
      readonly input: QueryInput;
      readonly follows: boolean;
    }
  | { readonly type: 'write' | 'finish' | 'fail' | 'cancel' | 'disconnect'; readonly nth: number }
  | {
      readonly type: 'lose' | 'break_load' | 'rotate' | 'unload' | 'pin' | 'unpin';
      readonly nth: number;
    }
  /** From now on, loads take as long as it takes until this is said again. */
  | { readonly type: 'hold_loads' }
  | { readonly type: 'move'; readonly nth: number; readonly priority: 0 | 1 | 2 | 3 | null }
  /** Somebody says what an answer was worth, of whatever query. */
  | { readonly type: 'judge'; readonly nth: number; readonly score: number }
  | { readonly type: 'wait'; readonly ms: number }
  /** The wall clock is set; alarms ring when they would have. */
  | { readonly type: 'set_clock'; readonly ms: number }
  | { readonly type: 'crash' | 'stop' | 'look' };

/** A Switch, all that happens to it, and who keeps asking until the last of it has ended. */
export interface Life {
  /** Models that may be in memory at once. */
  readonly places: number;
  /** Answers side by side of each model. */
  readonly slots: number;
  readonly light: boolean;
  readonly steps: readonly Step[];
  readonly stream: Extract<Step, { type: 'ask' }> | null;
}

/** Nobody sets its clock; with one that is set, nobody can say from outside how long a thing took. */
export const keepsTime = ({ steps }: Life): boolean =>
  !steps.some(({ type }) => type === 'set_clock');

const nth = fc.nat(20);

/** Seldom CRITICAL, often LOW and often for the same model: so what is urgent meets full models. */
const input: fc.Arbitrary<QueryInput> = fc.record(
  {
    query: fc.constantFrom('uno', 'dos'),
    priority: fc.constantFrom('CRITICAL', 'CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'LOW', 'LOW'),
    model_preference: fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c'),
    query_type: fc.constantFrom('code', 'analysis'),
    idempotency_key: fc.constantFrom('k1', 'k2'),
    deadline_ms: fc.constantFrom(5000, 60_000),
  },
  { requiredKeys: ['query', 'priority'] },
);

const ask: fc.Arbitrary<Extract<Step, { type: 'ask' }>> = fc.record({
  type: fc.constant('ask'),
  caller: fc.constantFrom(0, 0, 1, 2),
  input: fc.oneof(
    input,
    input.map(({ query, priority, model_preference = 'a' }) => {
      return { query, priority, model_preference };
    }),
  ),
  follows: fc.boolean(),
});

const stepsOfAnyClock: fc.WeightedArbitrary<Step>[] = [
  { weight: 24, arbitrary: ask },
  {
    weight: 16,
    arbitrary: fc.record({
      type: fc.constantFrom('write', 'write', 'write', 'finish', 'finish', 'fail'),
      nth,
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('cancel', 'disconnect'), nth }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('lose', 'break_load'), nth }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('rotate', 'unload', 'pin', 'pin', 'unpin'), nth }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('hold_loads') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('move'),
      nth,
      priority: fc.constantFrom(null, 0, 1, 2, 3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('judge'), nth, score: fc.constantFrom(0, 0.5, 1) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('wait'),
      ms: fc.constantFrom(1, 1000, 1000, 10_000, 70_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('wait'),
      // What is kept for an hour or for a day.
      ms: fc.constantFrom(3_700_000, 90_000_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('crash', 'stop', 'look') }) },
];

const setClock: fc.WeightedArbitrary<Step> = {
  weight: 2,
  arbitrary: fc.record({
    type: fc.constant('set_clock'),
    ms: fc.constantFrom(-3_600_000, -1000, 1000, 3_600_000),
  }),
};

const stepsOf = (kinds: fc.WeightedArbitrary<Step>[]) =>
  fc.array(fc.oneof(...kinds), { minLength: 5, maxLength: 60, size: 'max' });

export const lives: fc.Arbitrary<Life> = fc.record({
  places: fc.constantFrom(1, 2),
  slots: fc.constantFrom(1, 2, 3),
  light: fc.boolean(),
  steps: fc.oneof(stepsOf(stepsOfAnyClock), stepsOf([...stepsOfAnyClock, setClock])),
  stream: fc.option(
    ask.map((one) => {
      const { priority, model_preference } = one.input;
      return { ...one, input: { query: 'más', priority, model_preference } };
    }),
  ),
});
