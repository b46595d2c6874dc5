import { expect, test } from 'vitest';
import type { RotationEntry, RotationState } from '../../../shared/domain/rotation.ts';
import { lanesOf } from './spans.ts';

const iso = (second: number): string => new Date(second * 1000).toISOString();

function entry(second: number, state: RotationState, model_id = 'a'): RotationEntry {
  return { at: iso(second), model_id, state, cause: 'query', reason: 'asked', took_s: null };
}

const now = (state: RotationState, since: number | null = null, model_id = 'a') => ({
  model_id,
  state,
  since: since === null ? null : iso(since),
});

/** State, start and end in seconds; null: not over. */
const drawn = (history: readonly RotationEntry[], ...models: ReturnType<typeof now>[]) =>
  lanesOf(history, models).map(({ spans }) =>
    spans.map(({ state, from, until }) => [
      state,
      from / 1000,
      until === null ? null : until / 1000,
    ]),
  );

test('each state lasts until the next, and what is on disk only is not drawn', () => {
  const history = [entry(9, 'cold'), entry(8, 'draining'), entry(3, 'active'), entry(1, 'loading')];
  expect(drawn(history, now('cold', 9))).toEqual([
    [
      ['loading', 1, 3],
      ['active', 3, 8],
      ['draining', 8, 9],
    ],
  ]);
});

test('the state of now is not over', () => {
  expect(drawn([entry(3, 'active'), entry(1, 'loading')], now('active', 3))).toEqual([
    [
      ['loading', 1, 3],
      ['active', 3, null],
    ],
  ]);
});

test('each model has a lane of its own, in the order of the models', () => {
  const history = [entry(4, 'active', 'b'), entry(2, 'warm', 'a')];
  expect(
    drawn(history, now('active', 4, 'b'), now('warm', 2, 'a'), now('cold', null, 'c')),
  ).toEqual([[['active', 4, null]], [['warm', 2, null]], []]);
});

test('a model that came before what is kept of the history is drawn, without a cause', () => {
  const [lane] = lanesOf([], [now('warm', 2)]);
  expect(lane?.spans).toEqual([
    { state: 'warm', from: 2000, until: null, cause: null, reason: null, took_s: null },
  ]);
});
