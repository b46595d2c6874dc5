import { describe, expect, onTestFinished, test } from 'vitest';
import { type ModelId, modelId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Ending } from './stopping.ts';
import { DispatcherBench } from './testing/dispatcher-bench.ts';
import type { Gate } from './testing/gated-engine.ts';
import { model } from './testing/models.ts';
import { MADRE } from './testing/switch-bench.ts';

function open(...parts: ConstructorParameters<typeof DispatcherBench>): DispatcherBench {
  const bench = new DispatcherBench(...parts);
  onTestFinished(() => bench.close());
  return bench;
}

const crash = () => new AppError('ENGINE_CRASHED');
const cancelled = (): Ending => ({ state: 'cancelled', error: new AppError('QUERY_CANCELLED') });
const asked = ({ request }: Gate): string =>
  request.prompt.kind === 'chat' ? (request.prompt.messages[0]?.content ?? '') : '';
/** What was asked, in the order in which the answers began. */
const begun = ({ engine }: DispatcherBench): string[] => engine.gates.map(asked);

function say(gate: Gate, ...texts: string[]): void {
  for (const text of texts) gate.hooks.onText(text);
}
/** A specialist that is preferred, and another model that can take over. */
const pair = () => [model('a', { specialties: ['code'] }), model('b')];

describe('answers', () => {
  test('are written side by side and each goes to its own reader', async () => {
    const bench = open();
    const one = await bench.ask({ query: 'one', priority: 'HIGH' });
    const two = await bench.ask({ query: 'two', priority: 'HIGH' });
    const [first, second] = [await bench.engine.gate(0), await bench.engine.gate(1)];
    say(first, 'uno');
    say(second, 'dos');
    second.finish();
    await two.told;
    first.finish();
    await one.told;
    expect(one.seen).toEqual(['accepted', 1, 'uno', 'done']);
    expect(two.seen).toEqual(['accepted', 1, 'dos', 'done']);
  });

  test('begin in the order of rank, not of arrival', async () => {
    const bench = open();
    bench.engine.slots = 1;
    await bench.ask({ query: 'running' });
    await bench.engine.gate(0);
    for (const priority of ['LOW', 'MEDIUM', 'CRITICAL', 'HIGH']) {
      await bench.ask({ query: priority, priority });
    }
    for (let index = 0; index < 4; index += 1) (await bench.engine.gate(index)).finish();
    await bench.engine.gate(4);
    expect(begun(bench)).toEqual(['running', 'CRITICAL', 'HIGH', 'MEDIUM', 'LOW']);
  });

  test('wait no longer than aging allows: a patient query overtakes an urgent newcomer', async () => {
    const bench = open();
    bench.engine.slots = 1;
    await bench.ask({ query: 'running' });
    const first = await bench.engine.gate(0);
    await bench.ask({ query: 'patient', priority: 'LOW' });
    bench.clock.advance(3 * 60_000 + 1);
    await bench.ask({ query: 'newcomer', priority: 'CRITICAL' });
    first.finish();
    expect(asked(await bench.engine.gate(1))).toBe('patient');
  });

  test('go to the callers by turns: five hundred of one are one ahead of another’s', async () => {
    const bench = open();
    bench.engine.slots = 1;
    for (let sent = 0; sent < 500; sent += 1) await bench.ask({ query: 'many' });
    await bench.engine.gate(0);
    bench.clock.advance(59_000);
    await bench.ask({ query: 'single' }, { ...MADRE, owner: 'token:operator' });
    (await bench.engine.gate(0)).finish();
    expect(asked(await bench.engine.gate(1))).toBe('single');
  });

  test('of a model in memory go on while another is loaded', async () => {
    const bench = open([model('a'), model('b')]);
    await bench.ask({ model_preference: 'a' });
    (await bench.engine.gate(0)).finish();
    const load = Promise.withResolvers<void>();
    bench.engine.loadGate = load.promise;
    await bench.ask({ query: 'for b', model_preference: 'b' });
    await bench.ask({ query: 'for a', model_preference: 'a' });
    expect(asked(await bench.engine.gate(1))).toBe('for a');
    load.resolve();
    expect(asked(await bench.engine.gate(2))).toBe('for b');
  });

  test('are announced: that they wait, run, and ended, with how many do', async () => {
    const bench = open();
    bench.engine.slots = 1;
    const one = await bench.ask();
    const two = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await one.told;
    (await bench.engine.gate(1)).finish();
    await two.told;
    await bench.settle();
    expect(bench.published(one)).toEqual(['queued', 'running', 'succeeded']);
    expect(bench.events.findLast(({ type }) => type === 'query')).toMatchObject({
      state: 'succeeded',
      waiting: 0,
      running: 0,
    });
  });
});

describe('a reader', () => {
  test('that joins late gets what has been written so far, then the rest', async () => {
    const bench = open();
    const early = await bench.ask();
    const gate = await bench.engine.gate(0);
    say(gate, 'ho', 'la');
    const late = bench.join(early.job);
    await bench.settle();
    say(gate, '!');
    gate.finish();
    await Promise.all([early.told, late.told]);
    expect(late.seen).toEqual(['accepted', 1, 'hola', '!', 'done']);
  });

  test('hears of a success only when it is on record, and can then read it there', async () => {
    const bench = open();
    const release = bench.store.hold('finish');
    const query = await bench.ask();
    const gate = await bench.engine.gate(0);
    say(gate, 'hola');
    gate.finish();
    await bench.settle();
    expect(query.seen).toEqual(['accepted', 1, 'hola']);
    expect(bench.published(query)).toEqual(['queued', 'running']);
    release();
    await query.told;
    expect(query.seen.at(-1)).toBe('done');
    expect(bench.row(query)).toMatchObject({ state: 'succeeded', response: 'hola' });
    expect(bench.dispatcher.jobs.has(query.job.row.query_id)).toBe(false);
  });

  test('hears of a failure only when it is on record', async () => {
    const bench = open([]);
    const release = bench.store.hold('finish');
    const query = await bench.ask();
    await bench.settle();
    expect(query.seen).toEqual(['accepted']);
    release();
    await query.told;
    expect(query.seen).toEqual(['accepted', 'NO_CAPABLE_MODEL']);
    expect(bench.row(query)?.state).toBe('failed');
  });

  test('gets the answer as if nothing had been when its end is written at the second try', async () => {
    const bench = open();
    bench.store.failures.set('finish', new AppError('STORAGE_FAILED'));
    const query = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await bench.settle();
    expect(query.seen).toEqual(['accepted', 1]);
    bench.store.failures.clear();
    bench.clock.advance(100);
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'done']);
    expect(bench.row(query)?.state).toBe('succeeded');
  });

  test('is soon told why an end cannot be written, which is written as soon as it can be', async () => {
    const bench = open();
    bench.store.failures.set('finish', new AppError('STORAGE_FULL'));
    const query = await bench.ask();
    const gate = await bench.engine.gate(0);
    say(gate, 'hola');
    gate.finish();
    for (const pause of [100, 200, 400]) {
      await bench.settle();
      bench.clock.advance(pause);
    }
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'hola', 'STORAGE_FULL']);
    expect(bench.published(query)).toEqual(['queued', 'running']);
    expect(bench.row(query)?.state).toBe('running');
    const late = bench.join(query.job);
    bench.store.failures.clear();
    bench.clock.advance(800);
    await late.told;
    await bench.settle();
    expect(late.seen.at(-1)).toBe('done');
    expect(bench.row(query)).toMatchObject({ state: 'succeeded', response: 'hola' });
    expect(bench.published(query)).toEqual(['queued', 'running', 'succeeded']);
    expect(bench.dispatcher.jobs.size).toBe(0);
  });

  test('gets its answer although the beginning could not be written', async () => {
    const bench = open();
    bench.store.failures.set('begin', new AppError('STORAGE_FULL'));
    const query = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'done']);
    expect(bench.row(query)?.state).toBe('succeeded');
  });
});

describe('a crash', () => {
  test('moves the query to another model, and every reader is told to start again', async () => {
    const bench = open(pair());
    const query = await bench.ask({ query_type: 'code' });
    const first = await bench.engine.gate(0);
    say(first, 'half');
    const joined = bench.join(query.job);
    await bench.settle();
    bench.engine.lose(first.model, crash());
    const second = await bench.engine.gate(1);
    expect([first.model, second.model]).toEqual(['a', 'b']);
    say(second, 'whole');
    second.finish();
    await Promise.all([query.told, joined.told]);
    for (const { seen } of [query, joined]) {
      expect(seen).toEqual(['accepted', 1, 'half', 2, 'whole', 'done']);
    }
    expect(bench.row(query)).toMatchObject({
      response: 'whole',
      model_used: 'b',
      attempts: 2,
      decisions: [{ chosen: 'a' }, { chosen: 'b' }],
    });
  });

  test('of the only model lets it rest, then the query goes to it again', async () => {
    const bench = open();
    const query = await bench.ask();
    bench.engine.lose((await bench.engine.gate(0)).model, crash());
    await bench.settle();
    expect(bench.row(query)?.state).toBe('queued');
    bench.clock.advance(999);
    await bench.settle();
    expect(bench.engine.gates).toHaveLength(1);
    bench.clock.advance(1);
    (await bench.engine.gate(1)).finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 2, 'done']);
  });

  test('that ends several answers counts once', async () => {
    const bench = open();
    bench.engine.slots = 8;
    const queries = await Promise.all(
      Array.from({ length: 8 }, () => bench.ask({ priority: 'HIGH' })),
    );
    bench.engine.lose((await bench.engine.gate(7)).model, crash());
    await bench.settle();
    expect(bench.dispatcher.waiting.size).toBe(8);
    bench.clock.advance(1000);
    await bench.engine.gate(15);
    for (const gate of bench.engine.gates.slice(8)) gate.finish();
    await Promise.all(queries.map(({ told }) => told));
    expect(queries.map(({ seen }) => seen.at(-1))).toEqual(Array(8).fill('done'));
  });

  test('three times over is the end, told with its code and kept with every decision', async () => {
    const bench = open();
    const query = await bench.ask();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      bench.engine.lose((await bench.engine.gate(attempt)).model, crash());
      await bench.settle();
      bench.clock.advance(8000);
    }
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 2, 3, 'ENGINE_CRASHED']);
    expect(bench.row(query)).toMatchObject({
      state: 'failed',
      attempts: 3,
      error: { code: 'ENGINE_CRASHED', data: { attempts: 3 } },
      decisions: [
        { attempt: 1, step: 'chosen' },
        { attempt: 2, step: 'next' },
        { attempt: 3, step: 'next' },
        { attempt: 4, step: 'none', chosen: null },
      ],
    });
    expect(bench.db.usage.ofModel(modelId('a'))).toMatchObject({ uses: 3, success_rate: 0 });
  });

  test('keeps the query’s old place before those that came later', async () => {
    const bench = open();
    bench.engine.slots = 1;
    await bench.ask({ query: 'first' });
    const gate = await bench.engine.gate(0);
    bench.clock.advance(1);
    await bench.ask({ query: 'second' });
    bench.engine.lose(gate.model, crash());
    await bench.settle();
    bench.clock.advance(1000);
    expect(asked(await bench.engine.gate(1))).toBe('first');
  });
});

describe('a model that keeps failing', () => {
  async function setAside(bench: DispatcherBench): Promise<void> {
    let next = 0;
    for (let failures = 0; failures < 6; ) {
      const query = await bench.ask();
      for (let attempt = 0; attempt < 3 && failures < 6; attempt += 1) {
        bench.engine.lose((await bench.engine.gate(next)).model, crash());
        next += 1;
        failures += 1;
        await bench.settle();
        bench.clock.advance(16_000);
      }
      await query.told;
    }
  }

  test('is set aside, and queries then fail at once and say so', async () => {
    const bench = open();
    await setAside(bench);
    const query = await bench.ask();
    await query.told;
    expect(query.seen).toEqual(['accepted', 'NO_CAPABLE_MODEL']);
    expect(bench.row(query)?.error?.message).toContain('set aside');
  });

  test('is tried again when it is renewed', async () => {
    const bench = open();
    await setAside(bench);
    const before = bench.engine.gates.length;
    bench.dispatcher.modelRenewed(modelId('a'));
    const query = await bench.ask();
    (await bench.engine.gate(before)).finish();
    await query.told;
    expect(query.seen.at(-1)).toBe('done');
  });
});

describe('a prompt that is too long', () => {
  test('fails the query and neither blames the model nor counts in its statistics', async () => {
    const bench = open();
    const query = await bench.ask();
    (await bench.engine.gate(0)).fail(new AppError('PROMPT_TOO_LONG'));
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'PROMPT_TOO_LONG']);
    expect(bench.db.usage.ofModel(modelId('a')).uses).toBe(0);
    const next = await bench.ask();
    (await bench.engine.gate(1)).finish();
    await next.told;
  });

  test('is tried on another model, which may have more context, but not twice on one', async () => {
    const bench = open(pair());
    const query = await bench.ask({ query_type: 'code' });
    const models: ModelId[] = [];
    for (const index of [0, 1]) {
      const gate = await bench.engine.gate(index);
      models.push(gate.model);
      gate.fail(new AppError('PROMPT_TOO_LONG'));
    }
    await query.told;
    expect(models).toEqual(['a', 'b']);
    expect(query.seen.at(-1)).toBe('PROMPT_TOO_LONG');
  });
});

test('what nobody foresaw is not tried again', async () => {
  const bench = open(pair());
  const query = await bench.ask({ query_type: 'code' });
  (await bench.engine.gate(0)).fail(new AppError('INTERNAL'));
  await query.told;
  expect(query.seen).toEqual(['accepted', 1, 'INTERNAL']);
});

describe('a load', () => {
  test('that fails goes to the next model; the one that asked for it bears it', async () => {
    const bench = open(pair());
    bench.engine.loadErrors.set('a', [new AppError('LOAD_FAILED')]);
    const query = await bench.ask({ query_type: 'code' });
    const gate = await bench.engine.gate(0);
    expect(gate.model).toBe('b');
    gate.finish();
    await query.told;
    expect(query.seen).toEqual(['accepted', 2, 'done']);
  });

  test('of the only model that fails is told as it is', async () => {
    const bench = open();
    bench.engine.loadErrors.set('a', [new AppError('OUT_OF_MEMORY')]);
    const query = await bench.ask();
    await query.told;
    expect(query.seen).toEqual(['accepted', 'OUT_OF_MEMORY']);
  });

  test('for a query that was cancelled meanwhile serves the next one', async () => {
    const bench = open();
    const load = Promise.withResolvers<void>();
    bench.engine.loadGate = load.promise;
    const gone = await bench.ask({ query: 'gone' });
    await bench.settle();
    bench.dispatcher.end(gone.job, cancelled());
    await gone.told;
    const next = await bench.ask({ query: 'next' });
    load.resolve();
    const gate = await bench.engine.gate(0);
    expect(asked(gate)).toBe('next');
    gate.finish();
    await next.told;
    expect(bench.dispatcher.fleet.loads).toBe(1);
  });
});

describe('a swap', () => {
  test('drains first, takes nothing new on the model that leaves, and comes when it is idle', async () => {
    const bench = open([model('a'), model('b')], { maxResident: 1 });
    await bench.ask({ model_preference: 'a' });
    const first = await bench.engine.gate(0);
    await bench.ask({ query: 'for b', model_preference: 'b' });
    await bench.ask({ query: 'for a', model_preference: 'a', priority: 'LOW' });
    await bench.settle();
    expect(bench.engine.unloaded).toEqual([]);
    expect(bench.engine.gates).toHaveLength(1);
    first.finish();
    expect(asked(await bench.engine.gate(1))).toBe('for b');
    expect(bench.engine.unloaded).toEqual(['a']);
  });

  test('lets equals of the model in memory go first, until the period is over', async () => {
    const bench = open([model('a'), model('b')], { maxResident: 1 });
    await bench.ask({ model_preference: 'a' });
    const first = await bench.engine.gate(0);
    await bench.ask({ query: 'for b', model_preference: 'b' });
    await bench.ask({ query: 'for a', model_preference: 'a' });
    expect(asked(await bench.engine.gate(1))).toBe('for a');
    await bench.ask({ query: 'for a, too', model_preference: 'a' });
    bench.clock.advance(10_000);
    (await bench.engine.gate(1)).finish();
    await bench.settle();
    expect(bench.engine.gates).toHaveLength(2);
    first.finish();
    expect(asked(await bench.engine.gate(2))).toBe('for b');
  });

  test('is called off with the query that it was for', async () => {
    const bench = open([model('a'), model('b')], { maxResident: 1 });
    await bench.ask({ model_preference: 'a' });
    await bench.engine.gate(0);
    const other = await bench.ask({ model_preference: 'b' });
    await bench.ask({ query: 'for a', model_preference: 'a', priority: 'HIGH' });
    bench.dispatcher.end(other.job, cancelled());
    expect(asked(await bench.engine.gate(1))).toBe('for a');
    expect(bench.engine.unloaded).toEqual([]);
  });
});

describe('an end from outside', () => {
  test('takes a waiting query out before it begins', async () => {
    const bench = open();
    bench.engine.slots = 1;
    await bench.ask();
    const first = await bench.engine.gate(0);
    const waiting = await bench.ask();
    bench.dispatcher.end(waiting.job, cancelled());
    await waiting.told;
    first.finish();
    await bench.settle();
    expect(waiting.seen).toEqual(['accepted', 'QUERY_CANCELLED']);
    expect(bench.row(waiting)).toMatchObject({ state: 'cancelled', attempts: 0, response: null });
    expect(bench.engine.gates).toHaveLength(1);
  });

  test('stops a running query, frees its slot and does not blame the model', async () => {
    const bench = open();
    bench.engine.slots = 1;
    const running = await bench.ask();
    const gate = await bench.engine.gate(0);
    say(gate, 'half');
    const next = await bench.ask();
    bench.dispatcher.end(running.job, cancelled());
    expect(gate.hooks.signal.aborted).toBe(true);
    await running.told;
    expect(bench.row(running)).toMatchObject({ state: 'cancelled', response: null });
    (await bench.engine.gate(1)).finish();
    await next.told;
    expect(next.seen.at(-1)).toBe('done');
  });

  test('that comes twice counts once', async () => {
    const bench = open();
    const running = await bench.ask();
    await bench.engine.gate(0);
    bench.dispatcher.end(running.job, cancelled());
    bench.dispatcher.end(running.job, {
      state: 'expired',
      error: new AppError('DEADLINE_EXCEEDED'),
    });
    await running.told;
    expect(bench.row(running)?.state).toBe('cancelled');
  });

  test('that comes after the answer changes nothing', async () => {
    const bench = open();
    const release = bench.store.hold('finish');
    const query = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await bench.settle();
    bench.dispatcher.end(query.job, cancelled());
    release();
    await query.told;
    expect(bench.row(query)?.state).toBe('succeeded');
  });

  test('is no answer, so it does not count among the times of answers', async () => {
    const bench = open();
    const query = await bench.ask();
    await bench.engine.gate(0);
    bench.clock.advance(5000);
    bench.dispatcher.end(query.job, cancelled());
    await query.told;
    await bench.settle();
    expect(bench.dispatcher.statistics.response.distribution()).toBeNull();
    const answered = await bench.ask();
    bench.clock.advance(2000);
    (await bench.engine.gate(1)).finish();
    await answered.told;
    await bench.settle();
    expect(bench.dispatcher.statistics.response.distribution()).toMatchObject({ average: 2000 });
    expect(bench.dispatcher.statistics.states).toEqual({ cancelled: 1, succeeded: 1 });
    expect(bench.dispatcher.statistics.errors).toEqual({ QUERY_CANCELLED: 1 });
    expect(bench.dispatcher.statistics.swap.distribution()).toMatchObject({ count: 1 });
  });
});

describe('a deadline', () => {
  test('expires a query that waits, when it comes and not before', async () => {
    const bench = open();
    bench.engine.slots = 1;
    await bench.ask();
    await bench.engine.gate(0);
    const waiting = await bench.ask({ deadline_ms: 500 });
    bench.clock.advance(499);
    await bench.settle();
    expect(waiting.seen).toEqual(['accepted']);
    bench.clock.advance(1);
    await waiting.told;
    expect(waiting.seen).toEqual(['accepted', 'DEADLINE_EXCEEDED']);
    expect(bench.row(waiting)?.state).toBe('expired');
  });

  test('stops a query that runs', async () => {
    const bench = open();
    const running = await bench.ask({ deadline_ms: 500 });
    const gate = await bench.engine.gate(0);
    bench.clock.advance(500);
    expect(gate.hooks.signal.aborted).toBe(true);
    await running.told;
    expect(bench.row(running)).toMatchObject({ state: 'expired', attempts: 1 });
  });

  test('still holds after an attempt broke off', async () => {
    const bench = open();
    const query = await bench.ask({ deadline_ms: 500 });
    bench.engine.lose((await bench.engine.gate(0)).model, crash());
    await bench.settle();
    bench.clock.advance(500);
    await query.told;
    expect(query.seen.at(-1)).toBe('DEADLINE_EXCEEDED');
  });

  test('is called off by the answer', async () => {
    const bench = open();
    const query = await bench.ask({ deadline_ms: 500 });
    (await bench.engine.gate(0)).finish();
    await query.told;
    bench.dispatcher.rotator.stop(); // It has an alarm of its own.
    expect(bench.clock.alarms).toBe(0);
    bench.clock.advance(500);
    await bench.settle();
    expect(bench.row(query)?.state).toBe('succeeded');
    expect(bench.published(query).filter((state) => state === 'expired')).toEqual([]);
  });
});

describe('a halt', () => {
  test('lets running work finish within the grace time and starts nothing more', async () => {
    const bench = open();
    bench.engine.slots = 1;
    const running = await bench.ask();
    const gate = await bench.engine.gate(0);
    const waiting = await bench.ask();
    const halted = bench.dispatcher.halt(1000);
    await waiting.told;
    expect(waiting.seen).toEqual(['accepted', 'SHUTTING_DOWN']);
    gate.finish();
    await halted;
    await running.told;
    expect(running.seen).toEqual(['accepted', 1, 'done']);
    expect(bench.row(running)?.state).toBe('succeeded');
    expect(bench.row(waiting)?.state).toBe('queued');
    expect(bench.engine.gates).toHaveLength(1);
  });

  test('suspends what does not finish in time; its row stays for the next start', async () => {
    const bench = open();
    const running = await bench.ask();
    await bench.engine.gate(0);
    const halted = bench.dispatcher.halt(1000);
    bench.clock.advance(1000);
    await halted;
    await running.told;
    expect(running.seen).toEqual(['accepted', 1, 'SHUTTING_DOWN']);
    expect(bench.row(running)).toMatchObject({ state: 'running', error: null, finished_at: null });
    expect([...bench.store.unfinished()]).toHaveLength(1);
    expect(bench.dispatcher.jobs.size).toBe(0);
  });

  test('gives up an end that cannot be written; its row stays for the next start', async () => {
    const bench = open();
    bench.store.failures.set('finish', new AppError('STORAGE_FULL'));
    const query = await bench.ask();
    (await bench.engine.gate(0)).finish();
    await bench.settle();
    const halted = bench.dispatcher.halt(1000);
    bench.clock.advance(1000);
    await halted;
    await query.told;
    expect(query.seen).toEqual(['accepted', 1, 'STORAGE_FULL']);
    expect([...bench.store.unfinished()]).toHaveLength(1);
    expect(bench.dispatcher.jobs.size).toBe(0);
    expect(bench.clock.alarms).toBe(0);
  });

  test('suspends what breaks off meanwhile instead of trying it again', async () => {
    const bench = open(pair());
    const running = await bench.ask({ query_type: 'code' });
    const gate = await bench.engine.gate(0);
    const halted = bench.dispatcher.halt(1000);
    bench.engine.lose(gate.model, crash());
    await halted;
    await running.told;
    expect(running.seen.at(-1)).toBe('SHUTTING_DOWN');
    expect(bench.row(running)?.state).toBe('queued');
    expect(bench.engine.gates).toHaveLength(1);
  });

  test('does not wait for a load', async () => {
    const bench = open();
    bench.engine.loadGate = new Promise(() => undefined);
    const query = await bench.ask();
    await bench.settle();
    await bench.dispatcher.halt(1000);
    await query.told;
    expect(query.seen).toEqual(['accepted', 'SHUTTING_DOWN']);
    expect(bench.row(query)?.state).toBe('queued');
  });

  test('suspends a query whose row was being committed when it began', async () => {
    const bench = open();
    await bench.dispatcher.halt(1000);
    const late = await bench.ask();
    await late.job.closed;
    expect(late.job.left).toBe(true);
    expect(bench.dispatcher.jobs.size).toBe(0);
    expect(bench.row(late)?.state).toBe('queued');
  });

  test('lets a cancel of running work still be a cancel', async () => {
    const bench = open();
    const running = await bench.ask();
    await bench.engine.gate(0);
    const halted = bench.dispatcher.halt(1000);
    bench.dispatcher.end(running.job, cancelled());
    await halted;
    expect(bench.row(running)?.state).toBe('cancelled');
  });
});
