import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelId, queryId } from '../../../shared/domain/ids.ts';
import type { Acknowledgement, QueryInput } from '../../../shared/domain/query.ts';
import { model } from '../testing/models.ts';
import { MADRE, SwitchBench } from '../testing/switch-bench.ts';

/** One place per model; the gated engine says of each answer that it took 2 ms. */
let bench: SwitchBench;
beforeEach(() => {
  bench = new SwitchBench([model('a'), model('b')]);
  bench.engine.slots = 1;
});
afterEach(() => bench.close());

const submit = (input: Partial<QueryInput> = {}): Promise<Acknowledgement> =>
  bench.router.submit({ query: 'x', model_preference: 'a', ...input }, MADRE);
const recordOf = ({ query_id }: Acknowledgement) => bench.router.get(queryId(query_id), () => true);

/** One answer of "a" is measured, and the next one is under way. */
async function measured(): Promise<void> {
  await submit();
  (await bench.engine.gate(0)).finish();
  await submit();
  await bench.engine.gate(1);
}

test('nothing is promised before anything was measured', async () => {
  expect(await submit()).toMatchObject({ eta_ms: null });
  await bench.engine.gate(0);
  expect(await submit()).toMatchObject({ position: 0, eta_ms: null });
});

test('each query ahead adds what its like took, in the acknowledgement, the record and lists', async () => {
  await measured();
  const acknowledged = [await submit(), await submit(), await submit()];
  expect(acknowledged.map(({ eta_ms }) => eta_ms)).toEqual([2, 4, 6]);
  expect(acknowledged.map((one) => recordOf(one)?.eta_ms)).toEqual([2, 4, 6]);
  const listed = bench.router.list({ states: ['queued'], limit: 9 }).queries;
  expect(listed.map(({ eta_ms }) => eta_ms)).toEqual([2, 4, 6]);
});

test('one for another model does not wait for them', async () => {
  await measured();
  await submit();
  await submit({ model_preference: 'b' });
  await bench.engine.gate(2);
  expect(await submit({ model_preference: 'b' })).toMatchObject({ position: 1, eta_ms: 2 });
});

test('a more urgent one waits less', async () => {
  await measured();
  await submit({ priority: 'MEDIUM' });
  expect(await submit({ priority: 'LOW' })).toMatchObject({ position: 1, eta_ms: 4 });
  expect(await submit({ priority: 'CRITICAL' })).toMatchObject({ eta_ms: 2 });
});

test('a model that is not in memory costs its load', async () => {
  await measured();
  const { promise, resolve } = Promise.withResolvers<void>();
  bench.engine.loadGate = promise;
  const cold = await submit({ model_preference: 'b' });
  expect(cold).toMatchObject({ eta_ms: 0 }); // As long as the only load so far.
  bench.clock.advance(400);
  resolve();
  await bench.engine.gate(2);
  expect(bench.router.dispatcher.speeds.loadTime(modelId('b'))).toBe(400);
});

test('one that does not wait has no expected wait', async () => {
  const running = await submit();
  await bench.engine.gate(0);
  expect(recordOf(running)).toMatchObject({ state: 'running', position: null, eta_ms: null });
});

test('speeds are known again after a restart', async () => {
  await measured();
  await bench.restart();
  bench.engine.slots = 1;
  await bench.engine.gate(0);
  expect(await submit()).toMatchObject({ eta_ms: 2 });
});
