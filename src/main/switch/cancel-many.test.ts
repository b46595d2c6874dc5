import { expect, onTestFinished, test } from 'vitest';
import { type QueryId, queryId } from '../../shared/domain/ids.ts';
import type { QueryInput } from '../../shared/domain/query.ts';
import type { CancelFilter } from './cancel-many.ts';
import { MADRE, SwitchBench } from './testing/switch-bench.ts';

const UNDER_WAY: CancelFilter = { states: ['running', 'queued'] };

/** One model with one slot. */
function open(): SwitchBench {
  const bench = new SwitchBench();
  bench.engine.slots = 1;
  onTestFinished(() => bench.close());
  return bench;
}

async function submit(bench: SwitchBench, input: Partial<QueryInput> = {}): Promise<QueryId> {
  const caller = { ...MADRE, module_id: null };
  return queryId((await bench.router.submit({ query: 'x', ...input }, caller)).query_id);
}

const stateOf = ({ db }: SwitchBench, id: QueryId) => db.queries.get(id)?.state;

test('all that match are cancelled, the others go on', async () => {
  const bench = open();
  const running = await submit(bench, { module_id: 'shub' });
  const gate = await bench.engine.gate(0);
  const flood = [
    await submit(bench, { module_id: 'shub' }),
    await submit(bench, { module_id: 'shub' }),
  ];
  const urgent = await submit(bench, { module_id: 'shub', priority: 'HIGH' });
  const other = await submit(bench, { module_id: 'reina' });
  const priority = bench.router.dispatcher.jobs.get(running)?.priority;
  const filter: CancelFilter = { states: ['queued'], module: 'shub', priority };
  expect(bench.router.countMany(filter)).toBe(2);
  expect(
    flood.map((id) => stateOf(bench, id)),
    'counting cancels nothing',
  ).not.toContain('cancelled');
  expect(await bench.router.cancelMany(filter)).toBe(2);
  expect(flood.map((id) => stateOf(bench, id))).toEqual(['cancelled', 'cancelled']);
  gate.finish();
  (await bench.engine.gate(1)).finish();
  (await bench.engine.gate(2)).finish();
  for (const id of [running, urgent, other]) {
    await expect.poll(() => stateOf(bench, id)).toBe('succeeded');
  }
});

test('none begins in the place of another that is cancelled with it', async () => {
  const bench = open();
  const ids = [await submit(bench)];
  await bench.engine.gate(0);
  for (let more = 0; more < 20; more += 1) ids.push(await submit(bench));
  expect(await bench.router.cancelMany(UNDER_WAY)).toBe(21);
  expect(ids.map((id) => stateOf(bench, id))).toEqual(ids.map(() => 'cancelled'));
  expect(bench.engine.gates).toHaveLength(1);
});

test('one that is answered in the same moment keeps its answer and is not counted', async () => {
  const bench = open();
  const answered = await submit(bench);
  const gate = await bench.engine.gate(0);
  const waiting = await submit(bench);
  gate.finish();
  expect(await bench.router.cancelMany(UNDER_WAY)).toBe(1);
  expect(stateOf(bench, answered)).toBe('succeeded');
  expect(stateOf(bench, waiting)).toBe('cancelled');
});

test('by their ids: those alone, and of those only what is under way', async () => {
  const bench = open();
  await submit(bench);
  await bench.engine.gate(0);
  const [one, two, three] = [await submit(bench), await submit(bench), await submit(bench)];
  const ids = new Set<string>([one, three, 'q_unknown']);
  expect(await bench.router.cancelMany({ ...UNDER_WAY, ids })).toBe(2);
  expect([one, two, three].map((id) => stateOf(bench, id))).toEqual([
    'cancelled',
    'queued',
    'cancelled',
  ]);
  expect(await bench.router.cancelMany({ ...UNDER_WAY, ids })).toBe(0);
});

test('where nothing matches, nothing is cancelled', async () => {
  const bench = open();
  expect(await bench.router.cancelMany(UNDER_WAY)).toBe(0);
});
