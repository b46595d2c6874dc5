import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type QueryId, queryId } from '../../../shared/domain/ids.ts';
import type { QueryInput } from '../../../shared/domain/query.ts';
import { model } from '../testing/models.ts';
import { MADRE, SwitchBench } from '../testing/switch-bench.ts';
import type { MoveWish } from './move-query.ts';

/** One slot, taken: all that comes waits. */
let bench: SwitchBench;
let running: QueryId;
/** Each a second after the other. */
let first: QueryId;
let second: QueryId;
let third: QueryId;

async function submit(input: Partial<QueryInput> = {}): Promise<QueryId> {
  bench.clock.advance(1000);
  const { query_id } = await bench.router.submit({ query: 'x', ...input }, MADRE);
  return queryId(query_id);
}
const move = (id: QueryId, wish: MoveWish) => bench.router.move(id, wish, 'the operator');
const order = () =>
  bench.router.list({ states: ['queued'], limit: 9 }).queries.map(({ query_id }) => query_id);
const lines = (id: QueryId) =>
  bench.router.get(id, () => true)?.decisions.map(({ attempt, reason }) => [attempt, reason]);

beforeEach(async () => {
  bench = new SwitchBench([model('a')]);
  bench.engine.slots = 1;
  running = await submit();
  await bench.engine.gate(0);
  first = await submit({ priority: 'MEDIUM' });
  second = await submit({ priority: 'MEDIUM' });
  third = await submit({ priority: 'LOW' });
});
afterEach(() => bench.close());

describe('an operator', () => {
  test('moves a query to the front; it is served next, whatever its priority', async () => {
    expect(await move(third, { place: 'front' })).toMatchObject({ position: 0, state: 'queued' });
    expect(order()).toEqual([third, first, second]);
    (await bench.engine.gate(0)).finish();
    await bench.engine.gate(1);
    expect(bench.router.get(third, () => true)?.state).toBe('running');
  });

  test('moves a query before another one', async () => {
    await move(third, { place: { before: second } });
    expect(order()).toEqual([first, third, second]);
    await move(second, { place: { before: third } });
    expect(order()).toEqual([first, second, third]);
  });

  test('moves a query before another one also where the callers have turns', async () => {
    const shub = { ...MADRE, owner: 'token:shub', module_id: 'shub' };
    const ask = async (caller: typeof MADRE): Promise<QueryId> => {
      bench.clock.advance(1000);
      const { query_id } = await bench.router.submit({ query: 'x', priority: 'HIGH' }, caller);
      return queryId(query_id);
    };
    const [one, two, other] = [await ask(shub), await ask(shub), await ask(MADRE)];
    expect(order().slice(0, 3)).toEqual([one, other, two]);
    await move(third, { place: { before: other } });
    expect(order().slice(0, 4)).toEqual([one, third, other, two]);
    await move(two, { place: 'front' });
    expect(order()[0]).toBe(two);
  });

  test('gives a query another priority; the time it has waited counts on', async () => {
    const fourth = await submit({ priority: 'MEDIUM' });
    expect(await move(third, { priority: 2 })).toMatchObject({
      priority: { requested: 'LOW', applied: 'MEDIUM' },
      position: 2,
    });
    expect(order()).toEqual([first, second, third, fourth]);
    await move(first, { priority: 3 });
    expect(order()).toEqual([second, third, fourth, first]);
  });

  test('leaves its reasons where the caller reads them, and no id of another query', async () => {
    await move(third, { place: 'front' });
    await move(third, { place: { before: second }, priority: 1 });
    await move(third, { priority: 0 });
    expect(lines(third)).toEqual([
      [0, 'Moved to the front by the operator.'],
      [0, 'Moved before another query and to HIGH by the operator.'],
      [0, 'Moved to CRITICAL by the operator.'],
    ]);
    (await bench.engine.gate(0)).finish();
    await bench.engine.gate(1);
    expect(lines(third)?.slice(2)).toEqual([
      [0, 'Moved to CRITICAL by the operator.'],
      [1, expect.stringContaining('a: best score')],
    ]);
  });

  test('that moves nothing leaves no trace', async () => {
    await move(first, { place: 'front' });
    await move(first, { priority: 2 });
    expect(lines(first)).toEqual([]);
  });

  test.for<readonly [string, () => readonly [QueryId, MoveWish]]>([
    ['one that runs', () => [running, { place: 'front' }]],
    ['one before another that runs', () => [first, { place: { before: running } }]],
    ['one before itself', () => [first, { place: { before: first } }]],
    ['one before an unknown one', () => [first, { place: { before: queryId('q_no') } }]],
  ])('cannot move %s', async ([, parts]) => {
    await expect(move(...parts())).rejects.toMatchObject({ code: 'QUERY_NOT_WAITING' });
    expect(order()).toEqual([first, second, third]);
  });

  test('is told what became of one that does not wait any more, or never was', async () => {
    await bench.router.cancel(first, () => true);
    await expect(move(first, { place: 'front' })).rejects.toMatchObject({
      code: 'QUERY_NOT_WAITING',
      data: { state: 'cancelled' },
    });
    await expect(move(queryId('q_no'), { place: 'front' })).rejects.toMatchObject({
      code: 'QUERY_NOT_FOUND',
    });
  });
});

test('whoever looks on is told of a move', async () => {
  bench.events.length = 0;
  await move(third, { place: 'front' });
  expect(bench.events).toMatchObject([{ type: 'query', query_id: third, state: 'queued' }]);
});

test('a restart keeps order, priority and reasons', async () => {
  await move(third, { place: { before: second }, priority: 1 });
  await move(first, { priority: 3 });
  const before = order();
  expect(before).toEqual([third, second, first]);
  bench.engine.slots = 0; // The next start serves nobody, so that the order is seen.
  await bench.restart();
  expect(order().filter((id) => id !== running)).toEqual(before);
  expect(lines(third)).toEqual([[0, 'Moved before another query and to HIGH by the operator.']]);
  expect(bench.router.get(third, () => true)?.priority.applied).toBe('HIGH');
});
