import { afterEach, describe, expect, test } from 'vitest';
import type { QueryId } from '../../shared/domain/ids.ts';
import { queryId } from '../../shared/domain/ids.ts';
import type { QueryAnswer, QueryEvent, QueryInput } from '../../shared/domain/query.ts';
import { bytes, epochMs, type Milliseconds } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { QueryCaller } from './ports.ts';
import { model } from './testing/models.ts';
import { MADRE, SwitchBench } from './testing/switch-bench.ts';
import { AT_REST } from './testing/warming.ts';

const benches: SwitchBench[] = [];
function open(...parts: ConstructorParameters<typeof SwitchBench>): SwitchBench {
  const bench = new SwitchBench(...parts);
  benches.push(bench);
  return bench;
}
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

const crash = () => new AppError('ENGINE_CRASHED');
const anyone = () => true;

/** An answer awaited in the background, whose failure is looked at later. */
function ask(bench: SwitchBench, input: Partial<QueryInput> = {}, caller: QueryCaller = MADRE) {
  let acknowledged: (id: QueryId) => void;
  const id = new Promise<QueryId>((resolve) => {
    acknowledged = resolve;
  });
  const answer: Promise<QueryAnswer> = bench.router.ask({ query: 'x', ...input }, caller, {
    onAcknowledged: (value) => acknowledged(value),
  });
  answer.catch(() => undefined);
  return { id, answer };
}

async function submit(bench: SwitchBench, input: Partial<QueryInput> = {}): Promise<QueryId> {
  const { query_id } = await bench.router.submit({ query: 'x', ...input }, MADRE);
  return queryId(query_id);
}

const state = (bench: SwitchBench, id: QueryId) => bench.router.get(id, anyone)?.state;

async function collect(events: AsyncIterable<QueryEvent>): Promise<(string | number)[]> {
  const seen: (string | number)[] = [];
  try {
    for await (const event of events) {
      seen.push(event.type === 'token' ? event.text : event.type);
      if (event.type === 'started') seen.push(event.attempt);
    }
  } catch (caught) {
    seen.push(caught instanceof AppError ? caught.code : String(caught));
  }
  return seen;
}

describe('a query', () => {
  test('is on record before it is acknowledged, and its end before it is told', async () => {
    const bench = open();
    const { id, answer } = ask(bench);
    const known = await id;
    expect(bench.db.queries.get(known)?.state).toMatch(/queued|running/);
    const gate = await bench.engine.gate(0);
    gate.hooks.onText('ho');
    gate.hooks.onText('la');
    gate.finish();
    expect(await answer).toMatchObject({ response: 'hola', model_used: 'a', state: 'succeeded' });
    expect(bench.db.queries.get(known)).toMatchObject({
      state: 'succeeded',
      response: 'hola',
      decisions: [{ chosen: 'a', attempt: 1 }],
    });
  });

  test('streams its events in order', async () => {
    const bench = open();
    const events = collect(await bench.router.stream({ query: 'x' }, MADRE));
    const gate = await bench.engine.gate(0);
    gate.hooks.onText('hola');
    gate.finish();
    expect(await events).toEqual(['accepted', 'started', 1, 'hola', 'done']);
  });

  test('is refused at once when nothing is installed, and the refusal is on record', async () => {
    const bench = open([]);
    const { id, answer } = ask(bench);
    await expect(answer).rejects.toMatchObject({ code: 'NO_CAPABLE_MODEL' });
    expect(state(bench, await id)).toBe('failed');
  });

  test('that could not be saved is not accepted', async () => {
    const bench = open();
    bench.db.close();
    await expect(bench.router.submit({ query: 'x' }, MADRE)).rejects.toBeInstanceOf(AppError);
    bench.db = (await import('../hermesdb/hermesdb.ts')).openHermesDB(`${bench.folder}/vx11.db`);
  });

  test('is its caller’s to see, and of nobody else', async () => {
    const bench = open();
    const id = await submit(bench);
    expect(bench.router.get(id, (owner) => owner === 'token:madre')).toBeDefined();
    expect(bench.router.get(id, (owner) => owner === 'anonymous')).toBeUndefined();
  });
});

describe('an acknowledgement', () => {
  test('says how long the answer can be fetched where it is not stored', async () => {
    const retention = { answerKeptSeconds: 600, accepted: () => undefined };
    const bench = open([model('a')], { retention });
    expect(await bench.router.submit({ query: 'x' }, MADRE)).toMatchObject({ answer_kept_s: 600 });
    const stored = await open().router.submit({ query: 'x' }, MADRE);
    expect(stored).not.toHaveProperty('answer_kept_s');
  });
});

describe('order', () => {
  test('urgent ones overtake, and one slot is kept for them', async () => {
    const bench = open();
    await submit(bench, { query: 'first', priority: 'LOW' });
    await bench.engine.gate(0);
    await submit(bench, { query: 'second', priority: 'LOW' });
    await submit(bench, { query: 'urgent', priority: 'CRITICAL' });
    const second = await bench.engine.gate(1);
    expect(second.request.prompt).toMatchObject({ messages: [{ content: 'urgent' }] });
    expect(bench.engine.gates).toHaveLength(2);
    second.finish();
    (await bench.engine.gate(0)).finish();
    const third = await bench.engine.gate(2);
    expect(third.request.prompt).toMatchObject({ messages: [{ content: 'second' }] });
  });

  test('a swap waits until the model to leave has finished its answers', async () => {
    const bench = open([model('a'), model('b')], {
      warming: { ...AT_REST, max_active_models: 1 },
    });
    await submit(bench, { model_preference: 'a' });
    const first = await bench.engine.gate(0);
    await submit(bench, { model_preference: 'b' });
    await submit(bench, { model_preference: 'a', priority: 'LOW' });
    expect(bench.engine.unloaded).toEqual([]);
    first.finish();
    expect((await bench.engine.gate(1)).model).toBe('b');
    expect(bench.engine.unloaded).toEqual(['a']);
  });

  test('a full queue gives up the newest of the lowest priority, and never an equal one', async () => {
    const bench = open([model('a')], { queueLimit: 2 });
    bench.engine.slots = 1;
    await submit(bench);
    await bench.engine.gate(0);
    const older = await submit(bench, { priority: 'LOW' });
    const newer = await submit(bench, { priority: 'LOW' });
    await submit(bench, { priority: 'HIGH' });
    expect(state(bench, older)).toBe('queued');
    await expect.poll(() => state(bench, newer)).toBe('evicted');
    await submit(bench, { priority: 'HIGH' });
    await expect(submit(bench, { priority: 'HIGH' })).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });
});

describe('a queue full by bytes', () => {
  const megabyte = 'x'.repeat(1e6);

  test('gives up who would be served last, as many as it takes, and refuses equals', async () => {
    const bench = open([model('a')], { queueMaxBytes: bytes(2_500_000) });
    bench.engine.slots = 1;
    await submit(bench);
    await bench.engine.gate(0);
    const older = await submit(bench, { query: megabyte, priority: 'LOW' });
    const newer = await submit(bench, { query: megabyte, priority: 'LOW' });
    await expect(submit(bench, { query: megabyte, priority: 'LOW' })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      data: { max_bytes: 2_500_000, retry_after_s: 5 },
    });
    await submit(bench, { query: megabyte, priority: 'HIGH' });
    await expect.poll(() => state(bench, newer)).toBe('evicted');
    expect(state(bench, older)).toBe('queued');
  });

  test('counts what is being saved, and takes more when it has emptied', async () => {
    const bench = open([model('a')], { queueMaxBytes: bytes(1_500_000) });
    const both = await Promise.allSettled([
      submit(bench, { query: megabyte }),
      submit(bench, { query: megabyte }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    (await bench.engine.gate(0)).finish();
    expect(bench.router.dispatcher.waiting.bytes).toBe(0);
    await submit(bench, { query: megabyte });
    (await bench.engine.gate(1)).finish();
  });
});

describe('a fault', () => {
  test('of one model: another takes over, and the stream says that the answer starts again', async () => {
    const bench = open([model('a', { specialties: ['text_generation'] }), model('b')]);
    const events = collect(
      await bench.router.stream({ query: 'x', query_type: 'text_generation' }, MADRE),
    );
    const first = await bench.engine.gate(0);
    expect(first.model).toBe('a');
    first.hooks.onText('half');
    bench.engine.lose(first.model, crash());
    const second = await bench.engine.gate(1);
    expect(second.model).toBe('b');
    second.hooks.onText('whole');
    second.finish();
    const seen = await events;
    expect(seen.slice(-4)).toEqual(['started', 2, 'whole', 'done']);
  });

  test('of the only model: it is loaded again after a pause', async () => {
    const bench = open();
    const { answer } = ask(bench);
    bench.engine.lose((await bench.engine.gate(0)).model, crash());
    await expect.poll(() => bench.router.dispatcher.waiting.size).toBe(1);
    bench.clock.advance(1000);
    (await bench.engine.gate(1)).finish();
    expect(await answer).toMatchObject({ state: 'succeeded' });
  });

  test('that comes three times ends the query with its code', async () => {
    const bench = open();
    const { id, answer } = ask(bench);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      bench.engine.lose((await bench.engine.gate(attempt)).model, crash());
      await expect.poll(() => bench.router.dispatcher.runningCount).toBe(0);
      bench.clock.advance(16_000);
    }
    await expect(answer).rejects.toMatchObject({ code: 'ENGINE_CRASHED', data: { attempts: 3 } });
    expect(state(bench, await id)).toBe('failed');
  });

  test('in loading goes to the next model, and is on record', async () => {
    const bench = open([model('a', { specialties: ['text_generation'] }), model('b')]);
    bench.engine.loadErrors.set('a', [new AppError('LOAD_FAILED')]);
    const { id, answer } = ask(bench, { query_type: 'text_generation' });
    const gate = await bench.engine.gate(0);
    expect(gate.model).toBe('b');
    gate.finish();
    await answer;
    const record = bench.router.get(await id, anyone);
    expect(JSON.stringify(record?.decisions)).toContain('LOAD_FAILED');
  });

  test('in loading the only model ends the query with its code, and every decision is on record', async () => {
    const bench = open();
    bench.engine.loadErrors.set('a', [new AppError('LOAD_FAILED')]);
    const { id, answer } = ask(bench);
    await expect(answer).rejects.toMatchObject({ code: 'LOAD_FAILED', data: { attempts: 1 } });
    expect(bench.db.queries.get(await id)).toMatchObject({
      attempts: 1,
      decisions: [
        { attempt: 1, chosen: 'a' },
        { attempt: 2, chosen: null },
      ],
    });
  });

  test('of the query itself does not count against the model', async () => {
    const bench = open();
    const { answer } = ask(bench);
    (await bench.engine.gate(0)).fail(new AppError('PROMPT_TOO_LONG'));
    await expect(answer).rejects.toMatchObject({ code: 'PROMPT_TOO_LONG' });
    const next = ask(bench);
    (await bench.engine.gate(1)).finish();
    expect(await next.answer).toMatchObject({ state: 'succeeded' });
  });
});

describe('an end from outside', () => {
  test('cancels while it waits and while it runs', async () => {
    const bench = open();
    bench.engine.slots = 1;
    const running = await submit(bench);
    await bench.engine.gate(0);
    const waiting = await submit(bench);
    expect(await bench.router.cancel(waiting, anyone)).toMatchObject({ state: 'cancelled' });
    expect(await bench.router.cancel(running, anyone)).toMatchObject({ state: 'cancelled' });
    await expect(bench.router.cancel(running, anyone)).rejects.toMatchObject({
      code: 'QUERY_FINISHED',
    });
  });

  test('a deadline expires it while it waits and while it runs', async () => {
    const bench = open();
    bench.engine.slots = 1;
    const running = await submit(bench, { deadline_ms: 500 });
    await bench.engine.gate(0);
    const waiting = await submit(bench, { deadline_ms: 500 });
    bench.clock.advance(500);
    for (const id of [running, waiting]) {
      await expect.poll(() => state(bench, id)).toBe('expired');
    }
  });

  test('a disconnect cancels, unless an idempotency key says that the caller will be back', async () => {
    const bench = open();
    const caller = new AbortController();
    const left = await bench.router.stream({ query: 'x' }, MADRE, caller.signal);
    const { value } = await left.next();
    const kept = await bench.router.stream(
      { query: 'y', idempotency_key: 'k' },
      MADRE,
      caller.signal,
    );
    const { value: keptValue } = await kept.next();
    await bench.engine.gate(1);
    caller.abort();
    const idOf = (event: unknown) => queryId(String(Object(event).query_id));
    await expect.poll(() => state(bench, idOf(value))).toBe('cancelled');
    expect(state(bench, idOf(keptValue))).toBe('running');
  });
});

describe('an idempotency key', () => {
  test('joins a query under way and returns the first result afterwards', async () => {
    const bench = open();
    const first = ask(bench, { idempotency_key: 'k' });
    const second = ask(bench, { idempotency_key: 'k' });
    const gate = await bench.engine.gate(0);
    gate.hooks.onText('once');
    gate.finish();
    const answers = await Promise.all([first.answer, second.answer]);
    const third = await ask(bench, { idempotency_key: 'k' }).answer;
    expect(new Set([...answers, third].map(({ query_id }) => query_id)).size).toBe(1);
    expect(third.response).toBe('once');
    expect(bench.engine.gates).toHaveLength(1);
  });

  test('still finds its query when the content is wiped, and says how it ended', async () => {
    const bench = open();
    const { id, answer } = ask(bench, { idempotency_key: 'k' });
    (await bench.engine.gate(0)).finish();
    await answer;
    await bench.db.retention.wipe(bench.db.retention.withContent(epochMs(1e12), 1));
    const query_id = await id;
    await expect(ask(bench, { idempotency_key: 'k' }).answer).rejects.toMatchObject({
      code: 'CONTENT_WIPED',
      data: { query_id, state: 'succeeded', model_used: 'a', usage: { total_tokens: 5 } },
    });
    const events = collect(await bench.router.stream({ query: 'x', idempotency_key: 'k' }, MADRE));
    expect(await events).toEqual(['accepted', 'CONTENT_WIPED']);
    expect(await submit(bench, { idempotency_key: 'k' })).toBe(query_id);
    const changed = ask(bench, { idempotency_key: 'k', query: 'z' });
    await expect(changed.answer).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(bench.engine.gates).toHaveLength(1);
  });

  test('of a query that failed gives its error, wiped or not', async () => {
    const bench = open([]);
    const { answer } = ask(bench, { idempotency_key: 'k' });
    await expect(answer).rejects.toMatchObject({ code: 'NO_CAPABLE_MODEL' });
    await bench.db.retention.wipe(bench.db.retention.withContent(epochMs(1e12), 1));
    await expect(ask(bench, { idempotency_key: 'k' }).answer).rejects.toMatchObject({
      code: 'NO_CAPABLE_MODEL',
    });
  });

  test('is per caller, and refuses another body', async () => {
    const bench = open();
    const first = ask(bench, { idempotency_key: 'k' });
    const other = ask(bench, { idempotency_key: 'k' }, { ...MADRE, owner: 'token:reina' });
    expect(await other.id).not.toBe(await first.id);
    const changed = ask(bench, { idempotency_key: 'k', query: 'z' });
    await expect(changed.answer).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH', data: {} });
    await expect(changed.answer).rejects.not.toHaveProperty('data.query_id');
  });
});

describe('what a caller thinks of an answer', () => {
  const isMadre = (owner: string): boolean => owner === MADRE.owner;

  test('is on record with the answer, and the last word counts', async () => {
    const bench = open();
    const { id, answer } = ask(bench);
    (await bench.engine.gate(0)).finish();
    await answer;
    const said = await bench.router.judge(await id, 0, isMadre);
    expect(said).toMatchObject({ state: 'succeeded', feedback: 0 });
    await bench.router.judge(await id, 0.75, isMadre);
    expect(bench.db.queries.get(await id)).toMatchObject({ feedback: 0.75 });
  });

  /** Judges answers of both models, which are in memory, until it is clear which one is better. */
  async function judged(bench: SwitchBench): Promise<void> {
    for (let index = 0; index < 8; index += 1) {
      const [model_preference, score] =
        index % 2 === 0 ? (['a', 0.2] as const) : (['b', 0.9] as const);
      const { id, answer } = ask(bench, { model_preference });
      (await bench.engine.gate(index)).finish();
      await answer;
      await bench.router.judge(await id, score, isMadre);
    }
  }

  test('moves the next choice, also after a restart', async () => {
    const bench = open([model('a'), model('b')]);
    await judged(bench);
    for (const again of [() => undefined, () => bench.restart()]) {
      await again();
      const { answer } = ask(bench);
      (await bench.engine.gate(bench.engine.gates.length)).finish();
      expect(await answer).toMatchObject({ model_used: 'b' });
    }
  });

  test('is taken from whom may, of an answer that is there', async () => {
    const bench = open();
    const id = await submit(bench);
    await expect(bench.router.judge(id, 1, isMadre)).rejects.toMatchObject({
      code: 'QUERY_NOT_ANSWERED',
    });
    const gate = await bench.engine.gate(0);
    gate.fail(new AppError('PROMPT_TOO_LONG'));
    await expect.poll(() => state(bench, id)).toBe('failed');
    for (const [may, code] of [
      [isMadre, 'QUERY_NOT_ANSWERED'],
      [() => false, 'QUERY_NOT_FOUND'],
    ] as const) {
      await expect(bench.router.judge(id, 1, may)).rejects.toMatchObject({ code });
    }
    await expect(bench.router.judge(queryId('q_none'), 1, anyone)).rejects.toMatchObject({
      code: 'QUERY_NOT_FOUND',
    });
  });
});

describe('a model of which little is known', () => {
  test('is given one query in eight of those that have time, and the record says so', async () => {
    const bench = open([model('a'), model('b')]);
    const hija: QueryCaller = { ...MADRE, module_id: 'hija', module_type: 'HIJA' };
    const models: string[] = [];
    let last: QueryId | undefined;
    for (let index = 0; index < 8; index += 1) {
      const { id, answer } = ask(bench, { query_type: 'code' }, hija);
      (await bench.engine.gate(index)).finish();
      models.push((await answer).model_used);
      last = await id;
    }
    expect(models).toEqual(['a', 'a', 'a', 'a', 'a', 'a', 'a', 'b']);
    const { decisions } = bench.db.queries.get(last ?? queryId('')) ?? {};
    expect(decisions).toMatchObject([{ chosen: 'b', explores: true }]);
  });
});

test('a decision says how long ago it was made for an equal query', async () => {
  const bench = open();
  let last: QueryId | undefined;
  for (let index = 0; index < 12; index += 1) {
    bench.clock.advance(2000);
    const { id, answer } = ask(bench);
    (await bench.engine.gate(index)).finish();
    await answer;
    last = await id;
  }
  // By then nothing more is learnt of the model by one answer.
  const { decisions } = bench.db.queries.get(last ?? queryId('')) ?? {};
  expect(decisions).toMatchObject([{ cached_s: 2 }]);
});

describe('a restart', () => {
  test('takes up what was waiting and what was running', async () => {
    const bench = open();
    bench.engine.slots = 1;
    const ids = [await submit(bench), await submit(bench)];
    await bench.engine.gate(0);
    await expect.poll(() => bench.db.queries.get(ids[0] ?? queryId(''))?.state).toBe('running');
    await bench.restart();
    for (const index of [0, 1]) (await bench.engine.gate(index)).finish();
    for (const id of ids) await expect.poll(() => state(bench, id)).toBe('succeeded');
  });

  test('gives up what ended the product three times', async () => {
    const bench = open();
    const id = await submit(bench);
    for (let run = 0; run < 3; run += 1) {
      await bench.engine.gate(0);
      await expect.poll(() => bench.db.queries.get(id)?.attempts).toBe(run + 1);
      await bench.restart();
    }
    expect(bench.router.get(id, anyone)).toMatchObject({
      state: 'failed',
      error: { code: 'ATTEMPTS_EXHAUSTED' },
    });
  });

  test('a stop suspends what does not finish in time; its row stays for the next start', async () => {
    const bench = open();
    const { id, answer } = ask(bench);
    await bench.engine.gate(0);
    const stopped = bench.router.stop(100 as Milliseconds);
    await expect(submit(bench)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    bench.clock.advance(100);
    await stopped;
    await expect(answer).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(bench.db.queries.get(await id)?.state).toBe('running');
  });
});
