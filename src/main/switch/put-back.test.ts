import { describe, expect, onTestFinished, test } from 'vitest';
import { modelId, queryId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Ending } from './stopping.ts';
import { type Asked, DispatcherBench } from './testing/dispatcher-bench.ts';
import type { Gate } from './testing/gated-engine.ts';
import { model } from './testing/models.ts';
import { MADRE, SwitchBench } from './testing/switch-bench.ts';

/** One model with one slot, unless the test says otherwise. */
function open(...parts: ConstructorParameters<typeof DispatcherBench>): DispatcherBench {
  const bench = new DispatcherBench(...parts);
  bench.engine.slots = 1;
  onTestFinished(() => bench.close());
  return bench;
}

const cancelled = (): Ending => ({ state: 'cancelled', error: new AppError('QUERY_CANCELLED') });
const askedOf = ({ request }: Gate): string =>
  request.prompt.kind === 'chat' ? (request.prompt.messages[0]?.content ?? '') : '';

/** A LOW answer that has written "uno " in the only slot, for which a CRITICAL query now waits. */
async function interrupted(bench: DispatcherBench, deadline_ms?: number) {
  const low = await bench.ask({ query: 'low', priority: 'LOW', deadline_ms });
  const gate = await bench.engine.gate(0);
  gate.hooks.onText('uno ');
  const urgent = await bench.ask({ query: 'urgent', priority: 'CRITICAL' });
  return { low, gate, urgent };
}

async function finish(
  bench: DispatcherBench | SwitchBench,
  index: number,
  text: string,
): Promise<void> {
  const gate = await bench.engine.gate(index);
  gate.hooks.onText(text);
  gate.finish();
}

describe('a LOW answer in the way of a CRITICAL query', () => {
  test('is put back, and goes on later without a break or a repetition', async () => {
    const bench = open();
    const { low, urgent } = await interrupted(bench);
    expect(askedOf(await bench.engine.gate(1))).toBe('urgent');
    await finish(bench, 1, 'now');
    await urgent.told;
    const again = await bench.engine.gate(2);
    expect(again.request.continue_from).toEqual({ text: 'uno ', tokens: [7, 8] });
    await finish(bench, 2, 'dos');
    await low.told;
    expect(urgent.seen).toEqual(['accepted', 1, 'now', 'done']);
    expect(low.seen).toEqual(['accepted', 1, 'uno ', 'dos', 'done']);
    expect(bench.row(low)).toMatchObject({ state: 'succeeded', response: 'uno dos', attempts: 1 });
  });

  test('says so while it waits, and has used up no attempt', async () => {
    const bench = open();
    const { low } = await interrupted(bench);
    await bench.engine.gate(1);
    await bench.settle();
    const reason = 'a: best score for text_generation. Put back for a more urgent query.';
    expect(bench.row(low)).toMatchObject({
      state: 'queued',
      attempts: 0,
      decisions: [{ attempt: 1, chosen: 'a', reason }],
    });
    expect(low.job).toMatchObject({ state: 'queued', reason, text: 'uno ' });
    expect(bench.published(low)).toEqual(['queued', 'running', 'queued']);
  });

  test('says afterwards that it went on', async () => {
    const bench = open();
    const { low } = await interrupted(bench);
    await finish(bench, 1, 'now');
    await finish(bench, 2, 'dos');
    await low.told;
    expect(bench.row(low)?.decisions).toMatchObject([
      {
        attempt: 1,
        reason: 'a goes on with the answer it put back for a more urgent query.',
        candidates: [{ reasons: expect.arrayContaining(['has begun this answer']) }],
      },
    ]);
    expect(bench.db.usage.ofModel(modelId('a'))).toMatchObject({ uses: 2, success_rate: 1 });
  });

  test('does not take the slot back, however old it is', async () => {
    const bench = open();
    await bench.ask({ query: 'low', priority: 'LOW' });
    await bench.engine.gate(0);
    bench.clock.advance(10 * 60_000);
    await bench.ask({ query: 'urgent', priority: 'CRITICAL' });
    expect(askedOf(await bench.engine.gate(1))).toBe('urgent');
  });

  test('costs its caller no turn', async () => {
    const bench = open();
    const shub = { ...MADRE, owner: 'token:shub', module_id: 'shub' };
    const low = (query: string, caller = MADRE) => bench.ask({ query, priority: 'LOW' }, caller);
    await low('first of MADRE');
    await bench.engine.gate(0);
    await bench.ask({ query: 'urgent', priority: 'CRITICAL' });
    await low('first of SHUB', shub);
    await low('second of SHUB', shub);
    await low('second of MADRE');
    for (const index of [1, 2, 3]) await finish(bench, index, 'x');
    await bench.engine.gate(4);
    expect(bench.engine.gates.map(askedOf)).toEqual([
      'first of MADRE',
      'urgent',
      'first of SHUB',
      'first of MADRE',
      'second of MADRE',
    ]);
  });

  test('shows a reader that joins while it waits what there is, then the rest', async () => {
    const bench = open();
    const { low } = await interrupted(bench);
    await bench.engine.gate(1);
    await bench.settle();
    const late = bench.join(low.job);
    await bench.settle();
    await finish(bench, 1, 'now');
    await finish(bench, 2, 'dos');
    await late.told;
    expect(late.seen).toEqual(['accepted', 1, 'uno ', 'dos', 'done']);
  });

  test('makes room three times, then it is left to finish', async () => {
    const bench = open();
    const low = await bench.ask({ query: 'low', priority: 'LOW' });
    for (let times = 0; times < 3; times += 1) {
      (await bench.engine.gate(2 * times)).hooks.onText(`${times} `);
      const urgent = await bench.ask({ priority: 'CRITICAL' });
      await finish(bench, 2 * times + 1, 'now');
      await urgent.told;
    }
    const last = await bench.engine.gate(6);
    await bench.ask({ priority: 'CRITICAL' });
    await bench.settle();
    expect(last.hooks.pause?.aborted).toBe(false);
    await finish(bench, 6, '3');
    await low.told;
    expect(low.seen).toEqual(['accepted', 1, '0 ', '1 ', '2 ', '3', 'done']);
  });

  test('gives one slot to each that waits, also while the first is still on its way out', async () => {
    const bench = open();
    bench.engine.slots = 4;
    for (const query of ['x', 'y', 'z']) await bench.ask({ query, priority: 'LOW' });
    await bench.engine.gate(2);
    const stop = Promise.withResolvers<void>();
    bench.engine.pauseGate = stop.promise;
    await bench.ask({ priority: 'CRITICAL' }); // Has the slot kept for it.
    await bench.engine.gate(3);
    const stopped = () => bench.engine.gates.filter(({ hooks }) => hooks.pause?.aborted).length;
    await bench.ask({ priority: 'CRITICAL' });
    await bench.settle();
    await bench.ask({ priority: 'HIGH' });
    await bench.settle();
    expect(stopped()).toBe(1);
    await bench.ask({ priority: 'CRITICAL' });
    await bench.settle();
    expect(stopped()).toBe(2);
    stop.resolve();
    await bench.engine.gate(5);
  });
});

describe('an answer that is on its way out', () => {
  /** It has been told to pause; the engine has not stopped yet. */
  async function leaving(bench: DispatcherBench, deadline_ms?: number) {
    const stop = Promise.withResolvers<void>();
    bench.engine.pauseGate = stop.promise;
    const { low, gate, urgent } = await interrupted(bench, deadline_ms);
    await bench.settle();
    expect(gate.hooks.pause?.aborted).toBe(true);
    return { low, gate, urgent, stop: () => stop.resolve() };
  }

  test('and is finished at that moment has succeeded', async () => {
    const bench = open();
    const { low, gate, urgent } = await leaving(bench);
    gate.hooks.onText('dos');
    gate.finish();
    await low.told;
    expect(low.seen).toEqual(['accepted', 1, 'uno ', 'dos', 'done']);
    expect(bench.row(low)).toMatchObject({ state: 'succeeded', attempts: 1 });
    await finish(bench, 1, 'now');
    await urgent.told;
    expect(bench.engine.gates).toHaveLength(2);
  });

  test('and is cancelled is cancelled', async () => {
    const bench = open();
    const { low, urgent, stop } = await leaving(bench);
    bench.dispatcher.end(low.job, cancelled());
    stop();
    await low.told;
    expect(low.seen).toEqual(['accepted', 1, 'uno ', 'QUERY_CANCELLED']);
    expect(bench.row(low)).toMatchObject({ state: 'cancelled', response: null });
    await finish(bench, 1, 'now');
    await urgent.told;
  });

  test('and reaches its deadline expires', async () => {
    const bench = open();
    const { low, stop } = await leaving(bench, 500);
    bench.clock.advance(500);
    stop();
    await low.told;
    expect(bench.row(low)).toMatchObject({ state: 'expired' });
  });

  test('when the product stops is kept for the next start', async () => {
    const bench = open();
    const { low, urgent, stop } = await leaving(bench);
    const halted = bench.dispatcher.halt(1000);
    stop();
    await halted;
    await Promise.all([low.told, urgent.told]);
    expect(low.seen.at(-1)).toBe('SHUTTING_DOWN');
    for (const one of [low, urgent]) expect(bench.row(one)).toMatchObject({ state: 'queued' });
    expect(bench.dispatcher.jobs.size).toBe(0);
  });

  test('does so for nobody when the urgent query is cancelled, and simply goes on', async () => {
    const bench = open();
    const { low, urgent, stop } = await leaving(bench);
    bench.dispatcher.end(urgent.job, cancelled());
    stop();
    await finish(bench, 1, 'dos');
    await low.told;
    expect(low.seen).toEqual(['accepted', 1, 'uno ', 'dos', 'done']);
  });
});

describe('an answer that was put back', () => {
  async function waits(bench: DispatcherBench): Promise<Asked> {
    const { low } = await interrupted(bench);
    await bench.engine.gate(1);
    await bench.settle();
    return low;
  }

  test('can be cancelled while it waits', async () => {
    const bench = open();
    const low = await waits(bench);
    bench.dispatcher.end(low.job, cancelled());
    await low.told;
    expect(bench.row(low)).toMatchObject({ state: 'cancelled', response: null, attempts: 0 });
  });

  test('starts again on another model when the one that began it cannot go on', async () => {
    const models = [model('a', { specialties: ['code'] }), model('b')];
    const bench = open(models);
    const low = await bench.ask({ query_type: 'code', priority: 'LOW' });
    (await bench.engine.gate(0)).hooks.onText('half');
    await bench.ask({ query_type: 'code', priority: 'CRITICAL' });
    const urgent = await bench.engine.gate(1);
    models.shift(); // It is removed meanwhile.
    urgent.finish();
    const again = await bench.engine.gate(2);
    expect(again.model).toBe('b');
    expect(again.request.continue_from).toBeUndefined();
    await finish(bench, 2, 'whole');
    await low.told;
    expect(low.seen).toEqual(['accepted', 1, 'half', 1, 'whole', 'done']);
    expect(bench.row(low)).toMatchObject({ response: 'whole', model_used: 'b', attempts: 1 });
    expect(low.job.reason).toContain('It was begun on a, which cannot go on now.');
  });

  test('and then fails is tried again from the beginning, as ever', async () => {
    const bench = open();
    const low = await waits(bench);
    await finish(bench, 1, 'now');
    await bench.engine.gate(2);
    bench.engine.lose(modelId('a'), new AppError('ENGINE_CRASHED'));
    await bench.settle();
    bench.clock.advance(1000);
    expect((await bench.engine.gate(3)).request.continue_from).toBeUndefined();
    await finish(bench, 3, 'whole');
    await low.told;
    expect(low.seen).toEqual(['accepted', 1, 'uno ', 2, 'whole', 'done']);
    expect(bench.row(low)).toMatchObject({ attempts: 2, response: 'whole' });
  });

  test('is written anew after a crash of the product, and has all its attempts', async () => {
    const bench = new SwitchBench([model('a')]);
    onTestFinished(() => bench.close());
    bench.engine.slots = 1;
    const caller = {
      owner: 'token:madre',
      module_id: 'madre',
      module_type: 'MADRE',
      highest_priority: 0,
    } as const;
    const low = await bench.router.submit({ query: 'low', priority: 'LOW' }, caller);
    (await bench.engine.gate(0)).hooks.onText('uno ');
    await bench.router.submit({ query: 'urgent', priority: 'CRITICAL' }, caller);
    await bench.engine.gate(1);
    await bench.db.retention.trim(); // Writes are committed in order.
    await bench.restart();
    await finish(bench, 0, 'now');
    const again = await bench.engine.gate(1);
    expect(askedOf(again)).toBe('low');
    expect(again.request.continue_from).toBeUndefined();
    again.finish();
    const stored = () => bench.router.get(queryId(low.query_id), () => true);
    await expect
      .poll(stored)
      .toMatchObject({ state: 'succeeded', attempts: 1, decisions: [{ attempt: 1 }] });
  });
});

describe('a model in the way of a CRITICAL query', () => {
  test('is left by its LOW answers, which go on when it is back', async () => {
    const bench = open([model('a'), model('b')], { maxResident: 1 });
    bench.engine.slots = 3;
    const lows = [
      await bench.ask({ model_preference: 'a', priority: 'LOW' }),
      await bench.ask({ model_preference: 'a', priority: 'LOW' }),
    ];
    for (const index of [0, 1]) (await bench.engine.gate(index)).hooks.onText('uno ');
    await bench.ask({ query: 'urgent', model_preference: 'b', priority: 'CRITICAL' });
    expect(askedOf(await bench.engine.gate(2))).toBe('urgent');
    expect(bench.engine.unloaded).toEqual(['a']);
    await finish(bench, 2, 'now');
    for (const index of [3, 4]) {
      expect((await bench.engine.gate(index)).request.continue_from?.text).toBe('uno ');
      await finish(bench, index, 'dos');
    }
    await Promise.all(lows.map(({ told }) => told));
    for (const low of lows) expect(low.seen).toEqual(['accepted', 1, 'uno ', 'dos', 'done']);
  });

  test('drains as ever while it writes anything more important', async () => {
    const bench = open([model('a'), model('b')], { maxResident: 1 });
    bench.engine.slots = 3;
    await bench.ask({ model_preference: 'a', priority: 'LOW' });
    await bench.ask({ model_preference: 'a', priority: 'MEDIUM' });
    await bench.engine.gate(1);
    await bench.ask({ model_preference: 'b', priority: 'CRITICAL' });
    await bench.settle();
    expect(bench.engine.gates.map(({ hooks }) => hooks.pause?.aborted)).toEqual([false, false]);
  });
});
