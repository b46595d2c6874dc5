import { describe, expect, onTestFinished, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { milliseconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { DispatcherBench } from '../testing/dispatcher-bench.ts';
import { model } from '../testing/models.ts';
import { MADRE } from '../testing/switch-bench.ts';

/** Who it is, it says itself. */
const ANYBODY = { ...MADRE, module_id: null, module_type: null };
const crash = () => new AppError('ENGINE_CRASHED');

/** The Light LLM and one real model, with a single place in memory. */
function open(models = [model('right')]): DispatcherBench {
  const idle_timeout = milliseconds(300_000);
  const bench = new DispatcherBench([...models, model('light')], {
    maxResident: 1,
    light: { model_id: modelId('light'), idle_timeout },
  });
  onTestFinished(() => bench.close());
  return bench;
}
/** @returns what lets the load of the right model end */
function holdRight({ engine }: DispatcherBench): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  engine.loadGates.set('right', promise);
  return resolve;
}
const resident = ({ engine }: DispatcherBench): string[] =>
  engine.residents().map(({ model_id }) => model_id);

describe('a query in a hurry', () => {
  test('is answered by the Light LLM while the right model comes, and the next one by that', async () => {
    const bench = open();
    const loaded = holdRight(bench);
    const first = await bench.ask({ interactive: true });
    const gate = await bench.engine.gate(0);
    expect(gate.model).toBe('light');
    loaded();
    await bench.settle();
    expect(resident(bench)).toEqual(['light', 'right']);
    gate.finish();
    await first.told;
    const second = await bench.ask({ interactive: true });
    const next = await bench.engine.gate(1);
    expect(next.model).toBe('right');
    next.finish();
    await second.told;
    expect(bench.row(first)).toMatchObject({
      model_used: 'light',
      decisions: [{ step: 'light_llm', reason: expect.stringContaining('while right is brought') }],
    });
    expect(bench.row(second)).toMatchObject({ decisions: [{ step: 'chosen' }] });
  });

  test('has the right model brought in also when its own answer ends before there is a place', async () => {
    const bench = open([
      model('other', { specialties: ['translation'] }),
      model('right', { specialties: ['code'] }),
    ]);
    const busy = await bench.ask({ model_preference: 'other', priority: 'LOW' });
    const place = await bench.engine.gate(0);
    const quick = await bench.ask({ interactive: true, query_type: 'code', priority: 'MEDIUM' });
    const light = await bench.engine.gate(1);
    expect(light.model).toBe('light');
    light.finish();
    await quick.told;
    place.finish();
    await busy.told;
    await bench.settle();
    expect(resident(bench)).toEqual(['light', 'right']);
  });

  test('says so itself, or is HIGH, or comes from an operator', async () => {
    const operator = { module_type: 'OPERATOR', priority: 'MEDIUM' };
    for (const more of [{ interactive: true }, { priority: 'HIGH' }, operator]) {
      const bench = open();
      holdRight(bench);
      await bench.ask(more, ANYBODY);
      expect((await bench.engine.gate(0)).model).toBe('light');
    }
    const bench = open();
    await bench.ask({ interactive: false, priority: 'HIGH' });
    expect((await bench.engine.gate(0)).model).toBe('right');
  });

  test('has the right model for its name', async () => {
    const bench = open();
    await bench.ask({ interactive: true, model_preference: 'right' });
    expect((await bench.engine.gate(0)).model).toBe('right');
  });

  test('does not bear a load that fails after it went elsewhere; the model does', async () => {
    const bench = open();
    const loaded = holdRight(bench);
    bench.engine.loadErrors.set('right', [new AppError('LOAD_FAILED')]);
    const query = await bench.ask({ interactive: true });
    const gate = await bench.engine.gate(0);
    loaded();
    await bench.settle();
    expect(bench.dispatcher.fleet.healthOf(modelId('right'))).toMatchObject({ state: 'resting' });
    gate.finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'done']);
    expect(bench.row(query)).toMatchObject({ attempts: 1 });
  });
});

describe('when nothing else can', () => {
  test('it answers after three attempts, and says so', async () => {
    const bench = open();
    const query = await bench.ask();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const gate = await bench.engine.gate(attempt);
      expect(gate.model).toBe('right');
      bench.engine.lose(gate.model, crash());
      await bench.settle();
      bench.clock.advance(16_000);
    }
    const last = await bench.engine.gate(3);
    expect(last.model).toBe('light');
    last.finish();
    await query.told;
    expect(bench.row(query)?.decisions.map(({ step }) => step)).toEqual([
      'chosen',
      'next',
      'next',
      'light_llm',
    ]);
  });

  test('it does not answer who can wait for a model that only rests', async () => {
    const bench = open();
    const query = await bench.ask();
    bench.engine.lose((await bench.engine.gate(0)).model, crash());
    await bench.settle();
    expect(bench.engine.gates).toHaveLength(1);
    bench.clock.advance(1000);
    const again = await bench.engine.gate(1);
    expect(again.model).toBe('right');
    again.finish();
    await query.told;
  });

  test('an error names what was tried, to the last step', async () => {
    const bench = open();
    bench.engine.loadErrors.set('right', [new AppError('LOAD_FAILED')]);
    bench.engine.loadErrors.set('light', [new AppError('LOAD_FAILED')]);
    const query = await bench.ask();
    await query.told;
    const row = bench.row(query);
    expect(row?.error?.message).toMatch(/right \(LOAD_FAILED\), light \(LOAD_FAILED\).*remote/);
    expect(row?.decisions.at(-1)).toMatchObject({
      step: 'none',
      candidates: expect.arrayContaining([expect.objectContaining({ model_id: 'remote' })]),
    });
  });
});

describe('idle', () => {
  test('the Light LLM leaves in time also when the clock is set back an hour', async () => {
    const bench = open([]);
    const query = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await query.told;
    await bench.settle();
    bench.clock.set(-3_600_000);
    for (let round = 0; round < 2; round += 1) {
      bench.clock.advance(300_000);
      await bench.settle();
    }
    expect(resident(bench)).toEqual([]);
  });

  test('for 300 s, the Light LLM leaves memory; looking does not keep it there', async () => {
    const bench = open([]);
    const query = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await query.told;
    await bench.settle();
    bench.clock.advance(299_999);
    bench.dispatcher.fleet.light();
    bench.dispatcher.fleet.views();
    await bench.settle();
    expect(resident(bench)).toEqual(['light']);
    bench.clock.advance(1);
    await bench.settle();
    expect(resident(bench)).toEqual([]);
  });

  test('it does not count while it works', async () => {
    const bench = open([]);
    await bench.ask();
    await bench.engine.gate(0);
    bench.clock.advance(600_000);
    bench.dispatcher.pumpSoon();
    await bench.settle();
    expect(resident(bench)).toEqual(['light']);
  });
});

describe('a model that does not fit', () => {
  test('comes when an idle one has left, and its query loses no attempt', async () => {
    const bench = open([model('old'), model('new')]);
    const first = await bench.ask({ model_preference: 'light' });
    (await bench.engine.gate(0)).finish();
    await first.told;
    bench.engine.loadErrors.set('new', [new AppError('OUT_OF_MEMORY')]);
    const query = await bench.ask({ model_preference: 'new' });
    (await bench.engine.gate(1)).finish();
    await query.told;
    expect(bench.engine.unloaded).toEqual(['light']);
    expect(bench.row(query)).toMatchObject({ state: 'succeeded', attempts: 1 });
  });

  test('takes none away that works: the next one answers', async () => {
    const bench = open([model('big'), model('small')]);
    await bench.ask({ model_preference: 'light' });
    await bench.engine.gate(0);
    bench.engine.loadErrors.set('big', [new AppError('OUT_OF_MEMORY')]);
    const query = await bench.ask();
    const gate = await bench.engine.gate(1);
    expect(gate.model).toBe('small');
    gate.finish();
    await query.told;
    expect(bench.engine.unloaded).toEqual([]);
    expect(bench.dispatcher.fleet.healthOf(modelId('big'))).toMatchObject({ state: 'no_room' });
  });
});

test('a model without its file is passed over until the file is back', async () => {
  const bench = open();
  bench.gone.add('right');
  const query = await bench.ask();
  const gate = await bench.engine.gate(0);
  expect(gate.model).toBe('light');
  gate.finish();
  await query.told;
  const right = modelId('right');
  expect(bench.dispatcher.fleet.healthOf(right)).toMatchObject({ state: 'missing' });
  bench.gone.clear();
  bench.clock.advance(2000);
  await bench.settle();
  expect(bench.dispatcher.fleet.healthOf(right)).toMatchObject({ state: 'ok' });
  await bench.ask();
  expect((await bench.engine.gate(1)).model).toBe('right');
});
