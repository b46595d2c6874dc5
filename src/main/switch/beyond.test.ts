import { describe, expect, onTestFinished, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { milliseconds } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { DispatcherBench } from './testing/dispatcher-bench.ts';
import { model } from './testing/models.ts';

const BEYOND = 'That is beyond me.';

/** A light model that is the Light LLM, beside others, with a single place in memory. */
function open(...others: string[]): DispatcherBench {
  const light = model('light', { light_model: { beyond: [BEYOND] } });
  const bench = new DispatcherBench([...others.map((name) => model(name)), light], {
    maxResident: 1,
    light: {
      model_id: modelId('light'),
      idle_timeout: milliseconds(300_000),
    },
  });
  onTestFinished(() => bench.close());
  return bench;
}
const crash = () => new AppError('ENGINE_CRASHED');

/** A query in a hurry that the light model takes, and what lets the load of the right one end. */
async function askLight(bench: DispatcherBench) {
  const { promise, resolve: loadRight } = Promise.withResolvers<void>();
  bench.engine.loadGates.set('right', promise);
  const query = await bench.ask({ interactive: true });
  const gate = await bench.engine.gate(0);
  expect(gate.model).toBe('light');
  return { query, gate, loadRight };
}

describe('a light model that says that the question is beyond it', () => {
  test('passes it on, without a word, to the model it stood in for', async () => {
    const bench = open('right');
    const { query, gate, loadRight } = await askLight(bench);
    for (const piece of ['That is', ' beyond me.', ' Import a larger']) gate.hooks.onText(piece);
    loadRight();
    const second = await bench.engine.gate(1);
    expect(second.model).toBe('right');
    second.hooks.onText('In 1969.');
    second.finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 2, 'In 1969.', 'done']);
    expect(bench.row(query)).toMatchObject({
      response: 'In 1969.',
      model_used: 'right',
      beyond: false,
      decisions: [
        { attempt: 1, step: 'light_llm', reason: expect.stringContaining('is beyond it') },
        { attempt: 2, step: 'next', chosen: 'right' },
      ],
    });
  });

  test('has the last word where there is no other model', async () => {
    const bench = open();
    const query = await bench.ask({ interactive: true });
    const gate = await bench.engine.gate(0);
    for (const piece of ['That is', ' beyond me.', ' Import']) gate.hooks.onText(piece);
    gate.finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, `${BEYOND} Import`, 'done']);
    expect(bench.row(query)).toMatchObject({ beyond: true, response: `${BEYOND} Import` });
  });

  test('has it too where it was named', async () => {
    const bench = open('right');
    const query = await bench.ask({ model_preference: 'light' });
    const gate = await bench.engine.gate(0);
    gate.hooks.onText(BEYOND);
    gate.finish();
    await query.told;
    expect(bench.row(query)).toMatchObject({ model_used: 'light', beyond: true });
  });

  test('has it at last where the other one failed its three times', async () => {
    const bench = open('right');
    const { query, gate, loadRight } = await askLight(bench);
    gate.hooks.onText(BEYOND);
    loadRight();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect((await bench.engine.gate(attempt)).model).toBe('right');
      bench.engine.lose(modelId('right'), crash());
      await bench.settle();
      bench.clock.advance(16_000);
    }
    const last = await bench.engine.gate(4);
    expect(last.model).toBe('light');
    last.hooks.onText(BEYOND);
    last.finish();
    await query.told;
    expect(bench.row(query)).toMatchObject({ state: 'succeeded', beyond: true });
  });

  test('holds nothing back of an answer that it knows', async () => {
    const bench = open('right');
    const { query, gate } = await askLight(bench);
    for (const piece of ['That', ' is a', ' limiter.']) {
      gate.hooks.onText(piece);
      await bench.settle();
    }
    gate.finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'That is a', ' limiter.', 'done']);
    expect(bench.row(query)).toMatchObject({ model_used: 'light', beyond: false });
  });

  test('does not pass on what its caller has called off', async () => {
    const bench = open('right');
    const { query, gate } = await askLight(bench);
    gate.hooks.onText(BEYOND);
    bench.dispatcher.end(query.job, {
      state: 'cancelled',
      error: new AppError('QUERY_CANCELLED'),
    });
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'QUERY_CANCELLED']);
    expect(bench.row(query)).toMatchObject({ state: 'cancelled' });
  });
});

test('an answer cut short while it was held back is shown whole', async () => {
  const bench = open();
  const query = await bench.ask({ max_tokens: 2 });
  const gate = await bench.engine.gate(0);
  gate.hooks.onText('That is');
  gate.finish();
  await query.told;
  expect(query.seen).toEqual(['accepted', 1, 'That is', 'done']);
  expect(bench.row(query)).toMatchObject({ response: 'That is', beyond: false });
});
