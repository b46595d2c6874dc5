import { expect, test } from 'vitest';
import type { SystemEvent } from '../../../shared/contract/events.ts';
import { modelId } from '../../../shared/domain/ids.ts';
import type { Transition } from '../ports.ts';
import { ManualClock } from '../testing/switch-bench.ts';
import { HISTORY_KEPT, RotationHistory } from './rotation-history.ts';

const [a, b] = [modelId('a'), modelId('b')];
const asked = { cause: 'query', reason: 'asked' } as const;

/** A run of the product on what earlier runs wrote. */
function begin(rows: Transition[] = []) {
  const clock = new ManualClock();
  const events: SystemEvent[] = [];
  const warnings: string[] = [];
  const store = {
    full: false,
    record: async (entry: Transition) => {
      if (store.full) throw new Error('disk full');
      rows.push(entry);
    },
    recent: (limit: number) => rows.slice(-limit),
  };
  const history = new RotationHistory({
    rotations: store,
    clock,
    events: { publish: (event) => events.push(event) },
    log: { warn: (_, message) => warnings.push(message) },
  });
  history.open();
  return { clock, events, history, rows, store, warnings };
}

const told = (rows: readonly Transition[]): string[] =>
  rows.map(({ model_id, state, cause }) => `${model_id} ${state} ${cause}`);

test('every change of a model’s state is an entry, told and recorded, the newest first', () => {
  const { clock, events, history, rows } = begin();
  history.note(a, 'loading', asked);
  clock.advance(2000);
  history.note(a, 'active', { ...asked, took_s: 2 });
  expect(told(history.newest(10))).toEqual(['a active query', 'a loading query']);
  expect(history.newest(1)).toMatchObject([{ took_s: 2, at: clock.now() }]);
  expect(told(rows)).toEqual(['a loading query', 'a active query']);
  expect(events).toMatchObject([
    { type: 'rotation', entry: { state: 'loading', took_s: null } },
    { type: 'rotation', entry: { state: 'active', at: new Date(clock.now()).toISOString() } },
  ]);
  expect(history.whereabouts(a)).toEqual({ state: 'active', since: clock.now() });
  expect(history.loadTime(a)).toBe(2);
});

test('a state that a model is in already is told once', () => {
  const { history } = begin();
  history.note(a, 'cold', asked);
  history.note(b, 'warm', asked);
  history.note(b, 'warm', asked);
  expect(told(history.newest(10))).toEqual(['b warm query']);
});

test('a stop closes what is in memory, and nothing is told afterwards', () => {
  const { history, rows } = begin();
  history.note(a, 'active', asked);
  history.note(b, 'loading', asked);
  history.close();
  history.note(b, 'warm', asked);
  expect(told(rows).slice(2)).toEqual(['a cold operator', 'b cold operator']);
});

test('after a crash the next start closes what was in memory, and how long loads took is known', () => {
  const before = begin();
  before.history.note(a, 'warm', { ...asked, took_s: 3 });
  before.history.note(b, 'warm', asked);
  before.history.note(b, 'cold', asked);
  const { history, rows } = begin(before.rows);
  expect(told(rows).slice(3)).toEqual(['a cold failure']);
  expect(told(history.newest(1))).toEqual(['a cold failure']);
  expect(history.loadTime(a)).toBe(3);
  expect(history.whereabouts(a)).toEqual({ state: 'cold', since: null });
});

test('no more entries are kept than that', () => {
  const { history } = begin();
  for (let index = 0; index <= HISTORY_KEPT; index += 1) {
    history.note(a, index % 2 === 0 ? 'warm' : 'active', asked);
  }
  expect(history.newest(2 * HISTORY_KEPT)).toHaveLength(HISTORY_KEPT);
  expect(history.newest(0)).toEqual([]);
});

test('what cannot be recorded is known all the same', async () => {
  const { history, store, warnings } = begin();
  store.full = true;
  history.note(a, 'warm', asked);
  await new Promise(setImmediate);
  expect(history.whereabouts(a).state).toBe('warm');
  expect(warnings).toHaveLength(1);
});
