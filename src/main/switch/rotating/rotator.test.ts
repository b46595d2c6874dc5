import { describe, expect, onTestFinished, test } from 'vitest';
import { type ModelId, modelId } from '../../../shared/domain/ids.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { milliseconds, seconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { DispatcherBench } from '../testing/dispatcher-bench.ts';
import { model } from '../testing/models.ts';

const [a, b, c] = [modelId('a'), modelId('b'), modelId('c')];
const shape = modelShape();
const MODELS = [
  model('a', { specialties: ['text_generation'], shape }),
  model('b', { specialties: ['code'], shape }),
  model('c', { specialties: ['analysis'], shape }),
];
const crash = () => new AppError('ENGINE_CRASHED');

function open(options: ConstructorParameters<typeof DispatcherBench>[1] = {}): DispatcherBench {
  const bench = new DispatcherBench(MODELS, options);
  onTestFinished(() => bench.close());
  return bench;
}

/** With prediction, of models that need not have been used before. */
const foreseeing = (more = {}) =>
  open({ warming: { predict: true, min_usage_for_warmup: 0, ...more } });

const inMemory = ({ engine }: DispatcherBench): ModelId[] =>
  engine.residents().map(({ model_id }) => model_id);

/** What came and went, oldest first. */
const entries = ({ dispatcher }: DispatcherBench): string[] =>
  dispatcher.fleet.history
    .newest(100)
    .map(({ model_id, state, cause }) => `${model_id} ${state} ${cause}`)
    .toReversed();

/** Asks, and lets the answer end. */
async function answered(bench: DispatcherBench, id: ModelId): Promise<void> {
  const next = bench.engine.gates.length;
  const query = await bench.ask({ model_preference: id });
  (await bench.engine.gate(next)).finish();
  await query.told;
  await bench.settle();
}

/** Queries of this type are asked in a row, a second apart, without being run. */
function expectMany(bench: DispatcherBench, type: QueryType): void {
  for (let count = 0; count < 30; count += 1) {
    bench.dispatcher.rotator.warmer.asked(type);
    bench.clock.advance(1000);
  }
}

async function second(bench: DispatcherBench): Promise<void> {
  bench.dispatcher.pumpSoon();
  await bench.settle();
  bench.clock.advance(1000);
  await bench.settle();
}

describe('a model that an operator calls for', () => {
  test('comes, and is the active one', async () => {
    const bench = open();
    await answered(bench, a);
    bench.dispatcher.rotator.rotate(b);
    await bench.settle();
    expect(inMemory(bench)).toEqual([a, b]);
    expect(bench.dispatcher.fleet.active()).toBe(b);
    expect(entries(bench)).toEqual([
      'a loading query',
      'a active query',
      'b loading operator',
      'b warm operator',
      'a warm operator',
      'b active operator',
    ]);
  });

  test('takes the place of the one that is idle longest', async () => {
    const bench = open();
    await answered(bench, a);
    bench.clock.advance(1000);
    await answered(bench, b);
    bench.dispatcher.rotator.rotate(c);
    await bench.settle();
    expect(inMemory(bench)).toEqual([b, c]);
    expect(entries(bench)).toContain('a cold room');
  });

  test('waits for an answer under way, and what was asked later waits for it', async () => {
    const bench = open({ maxResident: 1 });
    await bench.ask({ model_preference: 'a' });
    const gate = await bench.engine.gate(0);
    bench.dispatcher.rotator.rotate(b);
    const later = await bench.ask({ model_preference: 'a', priority: 'CRITICAL' });
    await bench.settle();
    expect(inMemory(bench)).toEqual([a]);
    expect(later.job.state).toBe('queued');
    gate.finish();
    await bench.settle();
    expect(entries(bench)).toContain('b active operator');
    // And then a is brought back for the query that still waits.
    expect((await bench.engine.gate(1)).model).toBe(a);
  });

  test('that is there becomes the active one, and nothing is loaded', async () => {
    const bench = open();
    await answered(bench, a);
    await answered(bench, b);
    bench.dispatcher.rotator.rotate(a);
    await bench.settle();
    expect(bench.dispatcher.fleet.active()).toBe(a);
    expect(bench.dispatcher.fleet.loads).toBe(2);
  });

  test('is tried though it was set aside, once, and its failure is on record', async () => {
    const bench = open();
    bench.engine.loadErrors.set('b', [crash(), crash()]);
    bench.dispatcher.fleet.blame(b, crash());
    bench.dispatcher.rotator.rotate(b);
    await bench.settle();
    expect(entries(bench)).toEqual(['b loading operator', 'b cold failure']);
    expect(bench.dispatcher.fleet.healthOf(b).code).toBe('ENGINE_CRASHED');
    bench.clock.advance(60_000);
    await bench.settle();
    expect(entries(bench)).toHaveLength(2);
  });

  test('does not keep the product from stopping while it is on its way', async () => {
    const bench = open();
    bench.engine.loadGate = new Promise(() => undefined);
    bench.dispatcher.rotator.rotate(a);
    await bench.settle();
    await bench.dispatcher.halt(0);
    expect(entries(bench)).toEqual(['a loading operator', 'a cold operator']);
  });

  test('is not tried once the product stops', async () => {
    const bench = open();
    await bench.dispatcher.halt(0);
    expect(() => bench.dispatcher.rotator.rotate(a)).toThrowError(/SHUTTING|shutting/);
    expect(inMemory(bench)).toEqual([]);
  });
});

describe('a model that an operator lets go', () => {
  test('leaves, and a query brings it back', async () => {
    const bench = open();
    await answered(bench, a);
    bench.dispatcher.rotator.unload(a);
    await bench.settle();
    expect(inMemory(bench)).toEqual([]);
    await answered(bench, a);
    expect(inMemory(bench)).toEqual([a]);
    expect(entries(bench).slice(2, 4)).toEqual(['a draining operator', 'a cold operator']);
  });

  test('leaves when its answers have ended, and begins no other', async () => {
    const bench = open();
    await bench.ask({ model_preference: 'a' });
    const gate = await bench.engine.gate(0);
    bench.dispatcher.rotator.unload(a);
    await bench.ask({ model_preference: 'a' });
    await bench.settle();
    expect(bench.engine.gates).toHaveLength(1);
    expect(bench.dispatcher.rotator.view(0).models[0]?.state).toBe('draining');
    gate.finish();
    expect((await bench.engine.gate(1)).model).toBe(a);
    expect(bench.engine.unloaded).toEqual([a]);
  });

  test('stays when somebody calls for it meanwhile', async () => {
    const bench = open();
    await bench.ask({ model_preference: 'a' });
    const gate = await bench.engine.gate(0);
    bench.dispatcher.rotator.unload(a);
    bench.dispatcher.rotator.rotate(a);
    gate.finish();
    await bench.settle();
    expect(bench.engine.unloaded).toEqual([]);
    expect(bench.dispatcher.rotator.view(0).models[0]?.state).toBe('active');
  });

  test('is called off while it is on its way', async () => {
    const bench = open();
    bench.engine.loadGate = new Promise(() => undefined);
    bench.dispatcher.rotator.rotate(a);
    await bench.settle();
    bench.dispatcher.rotator.unload(a);
    await bench.settle();
    expect(entries(bench)).toEqual([
      'a loading operator',
      'a draining operator',
      'a cold operator',
    ]);
    expect(bench.dispatcher.fleet.residents()).toEqual([]);
    expect(bench.dispatcher.fleet.healthOf(a).state).toBe('ok');
  });

  test('that crashes while it drains is away, and may come back', async () => {
    const bench = open();
    await bench.ask({ model_preference: 'a' });
    await bench.engine.gate(0);
    bench.dispatcher.rotator.unload(a);
    await bench.settle();
    bench.engine.lose(a, crash());
    await bench.settle();
    bench.clock.advance(20_000);
    expect((await bench.engine.gate(1)).model).toBe(a);
  });

  test('that is away stays away', async () => {
    const bench = open();
    bench.dispatcher.rotator.unload(a);
    await bench.settle();
    expect(entries(bench)).toEqual([]);
  });
});

describe('a pinned model', () => {
  test('is brought in, leaves for nobody, and is not let go', async () => {
    const bench = open();
    bench.dispatcher.rotator.pin(a);
    await bench.settle();
    expect(entries(bench)).toEqual(['a loading pin', 'a active pin']);
    for (const id of [b, c, b]) await answered(bench, id);
    expect(bench.engine.unloaded).toEqual([b, c]);
    expect(() => bench.dispatcher.rotator.unload(a)).toThrowError(/pinned/);
    bench.dispatcher.rotator.unpin(a);
    bench.dispatcher.rotator.unload(a);
    await bench.settle();
    expect(inMemory(bench)).toEqual([b]);
  });

  test('comes back after a crash, when it has rested', async () => {
    const bench = open();
    bench.dispatcher.rotator.pin(a);
    await bench.settle();
    bench.engine.lose(a, crash());
    await bench.settle();
    expect(inMemory(bench)).toEqual([]);
    bench.clock.advance(1000);
    await bench.settle();
    expect(inMemory(bench)).toEqual([a]);
  });

  test('does not leave for a lack of memory, and the refusal names it', async () => {
    const bench = open();
    bench.dispatcher.rotator.pin(a);
    await bench.settle();
    bench.engine.loadErrors.set('b', [new AppError('OUT_OF_MEMORY', { message: 'Too large.' })]);
    bench.dispatcher.rotator.rotate(b);
    await bench.settle();
    expect(inMemory(bench)).toEqual([a]);
    expect(bench.dispatcher.fleet.history.newest(1)).toMatchObject([
      { model_id: b, reason: 'Too large. Pinned in memory: a; unpin to make room.' },
    ]);
  });
});

describe('what is foretold', () => {
  test('is brought in ahead of queries, and counts as used once it is', async () => {
    const bench = foreseeing();
    expectMany(bench, 'code');
    await second(bench);
    expect(inMemory(bench)).toEqual([b]);
    expect(bench.dispatcher.rotator.view(0)).toMatchObject({
      prediction: { types: [{ query_type: 'code', model_id: 'b' }, {}, {}, {}, {}, {}, {}, {}] },
      counts: { loads: { prediction: 1 }, warmed_used: 0 },
    });
    expect(bench.dispatcher.rotator.view(0).models[1]).toMatchObject({ warmed: true });
    await answered(bench, b);
    expect(bench.dispatcher.rotator.view(0)).toMatchObject({
      counts: { hits: 1, misses: 0, warmed_used: 1, warmed_in_vain: 0 },
    });
  });

  test('is shown, and nothing is brought, while prediction is off', async () => {
    const bench = foreseeing({ predict: false });
    expectMany(bench, 'code');
    await second(bench);
    expect(inMemory(bench)).toEqual([]);
    const { prediction, models } = bench.dispatcher.rotator.view(0);
    expect(prediction).toMatchObject({
      enabled: false,
      observed: 30,
      decided: 'No model is brought ahead of queries: predict is off.',
    });
    expect(models[1]?.need).toBeGreaterThan(0.9);
  });

  test('and on its way makes room at once for a query that needs the place', async () => {
    const bench = open({
      maxResident: 1,
      warming: { predict: true, min_usage_for_warmup: 0 },
    });
    bench.engine.loadGates.set('b', new Promise(() => undefined)); // It would take for ever.
    expectMany(bench, 'code');
    await second(bench);
    expect(entries(bench)).toEqual(['b loading prediction']);
    await bench.ask({ model_preference: 'c' });
    expect((await bench.engine.gate(0)).model).toBe(c);
    expect(entries(bench).slice(1)).toEqual([
      'b draining room',
      'b cold room',
      'c loading query',
      'c active query',
    ]);
    expect(bench.dispatcher.fleet.healthOf(b).state).toBe('ok');
  });

  test('and fails is its own fault, and no query’s', async () => {
    const bench = foreseeing();
    bench.engine.loadErrors.set('b', [crash()]);
    expectMany(bench, 'code');
    await second(bench);
    expect(entries(bench)).toEqual(['b loading prediction', 'b cold failure']);
    expect(bench.dispatcher.fleet.healthOf(b).state).toBe('resting');
    const query = await bench.ask({ model_preference: 'b' });
    bench.clock.advance(1000);
    (await bench.engine.gate(0)).finish();
    await query.told;
    expect(query.job.attempts).toBe(1);
  });

  test('does not come where memory is not enough', async () => {
    const bench = foreseeing();
    bench.engine.fitting = false;
    expectMany(bench, 'code');
    await second(bench);
    expect(entries(bench)).toEqual([]);
    expect(bench.dispatcher.rotator.view(0).prediction.decided).toMatch(/does not fit in memory/);
  });

  test('and leaves without a use counts as brought in vain', async () => {
    const bench = foreseeing();
    expectMany(bench, 'code');
    await second(bench);
    await answered(bench, a);
    await answered(bench, c);
    expect(bench.engine.unloaded).toEqual([b]);
    expect(bench.dispatcher.fleet.presence.counts).toMatchObject({ warmed_in_vain: 1 });
  });

  test('is told once a second at most, and not while it stays the same', async () => {
    const bench = foreseeing();
    const told = (): number =>
      bench.events.filter((event) => event.type === 'rotation' && event.entry === null).length;
    await second(bench);
    const before = told();
    bench.dispatcher.pumpSoon();
    bench.dispatcher.pumpSoon();
    await second(bench);
    expect(told()).toBe(before);
    bench.dispatcher.rotator.warmer.asked('code');
    await second(bench);
    expect(told()).toBe(before + 1);
  });
});

describe('a model that nobody uses', () => {
  const idle = { idle_unload: seconds(10) };

  test('leaves when its time has come, and says before when that is', async () => {
    const bench = open({ warming: idle });
    await answered(bench, a);
    const at = bench.clock.now() + 10_000;
    await second(bench);
    expect(bench.dispatcher.rotator.view(0).models[0]?.leaves_at).toBe(new Date(at).toISOString());
    bench.clock.advance(8999);
    await bench.settle();
    expect(inMemory(bench)).toEqual([a]);
    bench.clock.advance(1);
    await bench.settle();
    expect(inMemory(bench)).toEqual([]);
    expect(entries(bench).slice(-1)).toEqual(['a cold idle']);
  });

  test('leaves also when something changed just as it was looked at', async () => {
    const bench = open({ warming: idle });
    await answered(bench, a);
    bench.clock.advance(1000); // The alarm has rung, and the pass that it asks for comes after
    bench.dispatcher.pumpSoon(); // this.
    await bench.settle();
    for (let time = 0; time < 11; time += 1) {
      bench.clock.advance(1000);
      await bench.settle();
    }
    expect(inMemory(bench)).toEqual([]);
  });

  test('stays while it is pinned', async () => {
    const bench = open({ warming: idle });
    bench.dispatcher.rotator.pin(a);
    await bench.settle();
    for (let time = 0; time < 30; time += 1) await second(bench);
    expect(inMemory(bench)).toEqual([a]);
    expect(bench.dispatcher.rotator.view(0).models[0]?.leaves_at).toBeNull();
  });

  test('leaves as soon after the clock was set, back or forth', async () => {
    const bench = open({ warming: idle });
    await answered(bench, a);
    bench.clock.set(-3_600_000);
    await second(bench);
    for (let time = 0; time < 11; time += 1) await second(bench);
    expect(inMemory(bench)).toEqual([]);
  });

  test('keeps nobody awake: with nothing to come, no alarm is set', async () => {
    const bench = open();
    await answered(bench, a);
    await second(bench);
    await second(bench);
    expect(bench.clock.alarms).toBe(0);
    bench.dispatcher.rotator.view(10);
    expect(bench.clock.alarms).toBe(0);
  });
});

test('the Light LLM stays in memory while it is pinned', async () => {
  const bench = open({ light: { model_id: c, idle_timeout: milliseconds(5000) } });
  bench.dispatcher.rotator.pin(c);
  bench.dispatcher.rotator.pin(a);
  await bench.settle();
  bench.clock.advance(60_000);
  await bench.settle();
  expect(inMemory(bench)).toEqual([c, a]);
  bench.dispatcher.rotator.unpin(c);
  await bench.settle();
  bench.clock.advance(60_000);
  await bench.settle();
  expect(inMemory(bench)).toEqual([a]);
});

test('what is in memory at a stop is closed in the history', async () => {
  const bench = open();
  await answered(bench, a);
  await bench.dispatcher.halt(0);
  expect(entries(bench).slice(-1)).toEqual(['a cold operator']);
});

test('an answer on a model that came while its query waited is no hit', async () => {
  const bench = open();
  await answered(bench, a);
  await answered(bench, a);
  expect(bench.dispatcher.fleet.presence.counts).toMatchObject({ hits: 1, misses: 1 });
});
