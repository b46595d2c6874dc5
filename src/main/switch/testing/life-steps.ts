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
  | { readonly type: 'lose' | 'break_load'; readonly nth: number }
  | { readonly type: 'move'; readonly nth: number; readonly priority: 0 | 1 | 2 | 3 | null }
  | { readonly type: 'wait'; readonly ms: number }
  /** The wall clock is set; alarms ring when they would have. */
  | { readonly type: 'set_clock'; readonly ms: number }
  | { readonly type: 'crash' | 'stop' | 'look' };

const nth = fc.nat(20);

const ask: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('ask'),
  caller: fc.nat(2),
  input: fc.record(
    {
      query: fc.constantFrom('uno', 'dos'),
      priority: fc.constantFrom('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'LOW'),
      model_preference: fc.constantFrom('a', 'a', 'b', 'c'),
      idempotency_key: fc.constantFrom('k1', 'k2'),
      deadline_ms: fc.constantFrom(5000, 60_000),
    },
    { requiredKeys: ['query', 'priority'] },
  ),
  follows: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: ask },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('write', 'write', 'finish', 'finish', 'fail'),
      nth,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('cancel', 'disconnect'), nth }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('lose', 'break_load'), nth }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('move'),
      nth,
      priority: fc.constantFrom(null, 0, 1, 2, 3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('wait'), ms: fc.constantFrom(1, 1000, 10_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('set_clock'),
      ms: fc.constantFrom(-3_600_000, -1000, 1000, 3_600_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('crash', 'stop', 'look') }) },
);

export const lives = fc.record({
  places: fc.constantFrom(1, 2),
  steps: fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
});
