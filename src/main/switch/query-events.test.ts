import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type QueryId, queryId } from '../../shared/domain/ids.ts';
import type { QueryInput } from '../../shared/domain/query.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { model } from './testing/models.ts';
import { MADRE, SwitchBench } from './testing/switch-bench.ts';

/** One slot: what comes second waits. Room for two that wait. */
let bench: SwitchBench;
beforeEach(() => {
  bench = new SwitchBench([model('a')], { queueLimit: 2 });
  bench.engine.slots = 1;
});
afterEach(() => bench.close());

async function submit(input: Partial<QueryInput> = {}): Promise<QueryId> {
  const { query_id } = await bench.router.submit({ query: 'x', ...input }, MADRE);
  return queryId(query_id);
}

/** What whoever looks on was told of a query: its states, and how many waited and ran then. */
const told = (id: QueryId): (readonly [string, number, number])[] =>
  bench.events.flatMap((event) =>
    event.type === 'query' && event.query_id === id
      ? [[event.state, event.waiting, event.running] as const]
      : [],
  );

describe('whoever looks on is told, with how many wait and run then,', () => {
  test('that a waiting query is cancelled', async () => {
    await submit();
    await bench.engine.gate(0);
    const waiting = await submit();
    await bench.router.cancel(waiting, () => true);
    await expect
      .poll(() => told(waiting))
      .toEqual([
        ['queued', 1, 1],
        ['cancelled', 0, 1],
      ]);
  });

  test('that a running query is cancelled', async () => {
    const running = await submit();
    await bench.engine.gate(0);
    await bench.router.cancel(running, () => true);
    await expect
      .poll(() => told(running))
      .toEqual([
        ['queued', 1, 0],
        ['running', 0, 1],
        ['cancelled', 0, 0],
      ]);
  });

  test('that a query gave its place to a more urgent one', async () => {
    await submit();
    await bench.engine.gate(0);
    await submit({ priority: 'LOW' });
    const victim = await submit({ priority: 'LOW' });
    const urgent = await submit({ priority: 'HIGH' });
    await expect.poll(() => told(victim)[1]).toEqual(['evicted', 2, 1]);
    expect(told(urgent)).toEqual([['queued', 2, expect.any(Number)]]);
  });

  test('that a deadline passed', async () => {
    await submit();
    await bench.engine.gate(0);
    const waiting = await submit({ deadline_ms: 500 });
    bench.clock.advance(500);
    await expect
      .poll(() => told(waiting))
      .toEqual([
        ['queued', 1, 1],
        ['expired', 0, 1],
      ]);
  });

  test('that a query waits again after its model broke down', async () => {
    const running = await submit();
    bench.engine.lose((await bench.engine.gate(0)).model, new AppError('ENGINE_CRASHED'));
    await expect
      .poll(() => told(running))
      .toEqual([
        ['queued', 1, 0],
        ['running', 0, 1],
        ['queued', 1, 0],
      ]);
  });

  test('that no model can take a query', async () => {
    const failed = await submit({ query_type: 'embedding' });
    await expect.poll(() => told(failed).at(-1)).toEqual(['failed', 0, 0]);
  });
});
