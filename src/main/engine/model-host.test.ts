import { describe, expect, test } from 'vitest';
import type { GenerationHooks, GenerationRequest } from '../../shared/domain/generation.ts';
import { modelId } from '../../shared/domain/ids.ts';
import { modelShape } from '../../shared/domain/model-shape.test-support.ts';
import { milliseconds } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { estimateMemory } from './memory/estimate.ts';
import type { Measured } from './memory/held.ts';
import { ModelHost } from './model-host.ts';
import { ManualTimer } from './testing/manual-timer.ts';
import { ScriptedAdapter, type ScriptedChild } from './testing/scripted-adapter.ts';

const id = modelId('test/model');
const request: GenerationRequest = {
  prompt: { kind: 'plain', text: 'hi' },
  max_tokens: 10,
  temperature: 0,
  top_p: 1,
  stop: [],
};
const finished = {
  type: 'finished',
  id: 1,
  finish_reason: 'stop',
  prompt_tokens: 2,
  cached_tokens: 0,
  completion_tokens: 3,
  first_token_ms: 4,
  total_ms: 5,
} as const;

const target = { model_id: id, path: '/models/test.gguf', shape: modelShape() };
const plan = { slots: 2, context_tokens: 1024 };
const planned = {
  plan,
  need: estimateMemory(target.shape, plan),
  context_limit: 'memory',
} as const;

function setUp() {
  const adapter = new ScriptedAdapter();
  const timer = new ManualTimer();
  const lost: (AppError | null)[] = [];
  const measured: Measured[] = [];
  const host = new ModelHost(
    target,
    planned,
    {
      adapter,
      hostModule: 'host',
      threads: 1,
      slots: 2,
      contextTokens: 4096,
      timings: {
        load: milliseconds(10_000),
        ping_every: milliseconds(100),
        hung_after: milliseconds(300),
        exit_grace: milliseconds(500),
      },
      timer,
      log: { info: () => {}, warn: () => {} },
    },
    {
      onGone: (error) => lost.push(error),
      onMeasured: (one) => measured.push(one),
    },
  );
  return { host, timer, lost, measured, child: adapter.last };
}

function setUpReady() {
  const parts = setUp();
  parts.child.becomesReady();
  return parts;
}

function hooks(texts: string[] = [], signal = new AbortController().signal): GenerationHooks {
  return { signal, onText: (text) => texts.push(text) };
}

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (caught: unknown) => (caught instanceof AppError ? caught.code : String(caught)),
  );

test('loads once the process is there, and is ready when the model is', async () => {
  const { host, child } = setUp();
  expect(host.view()).toMatchObject({ state: 'loading', slots: 0 });
  expect(child.received).toEqual([]);
  child.says({ type: 'ready', scratch: null });
  expect(child.sent.find(({ type }) => type === 'load')).toMatchObject({
    path: '/models/test.gguf',
    plan: { slots: 2, context_tokens: 1024 },
    most: { slots: 2, context_tokens: 2048 },
  });
  child.says({ type: 'loaded', context_length: 1024, slots: 2, on_gpu: false, notes: [] });
  await host.loaded;
  expect(host.view()).toMatchObject({ state: 'ready', slots: 2, context_length: 1024, pid: 4711 });
});

test('a process that dies while loading rejects the load and is not reported as lost', async () => {
  const { host, child, lost } = setUp();
  child.says({ type: 'ready', scratch: null });
  child.exit({ code: null, signal: 'SIGABRT' });
  const error = await host.loaded.catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'ENGINE_CRASHED',
    data: { phase: 'loading', signal: 'SIGABRT', model_id: id },
    cause: { message: 'GGML_ASSERT failed' },
  });
  expect(lost).toEqual([null]);
});

test('a process that cannot start rejects the load', async () => {
  const { host, child } = setUp();
  child.exit({ code: null, signal: null, spawn_error: new Error('EAGAIN') });
  expect(await codeOf(host.loaded)).toBe('LOAD_FAILED');
});

test('a refused file ends the process and rejects with what the process said', async () => {
  const { host, child } = setUp();
  child.says({ type: 'ready', scratch: null });
  child.says({ type: 'load_failed', code: 'OUT_OF_MEMORY', message: 'too large', detail: '' });
  await expect(host.loaded).rejects.toMatchObject({ code: 'OUT_OF_MEMORY', message: 'too large' });
  expect(child.killed).toBe(true);
});

test('a load that takes too long is ended, and a late word of success changes nothing', async () => {
  const { host, child, timer } = setUp();
  child.diesWhenKilled = false;
  timer.advance(10_000);
  expect(child.killed).toBe(true);
  child.becomesReady();
  child.exit({ code: null, signal: 'SIGKILL' });
  expect(await codeOf(host.loaded)).toBe('LOAD_FAILED');
});

test('answers are told apart by their number', async () => {
  const { host, child } = setUpReady();
  const [first, second]: [string[], string[]] = [[], []];
  const answers = [host.generate(request, hooks(first)), host.generate(request, hooks(second))];
  child.says({ type: 'text', id: 2, text: 'two' });
  child.says({ type: 'text', id: 1, text: 'one' });
  child.says({ ...finished, id: 2, completion_tokens: 22 });
  child.says({ ...finished, id: 1, completion_tokens: 11 });
  expect((await Promise.all(answers)).map((one) => one.completion_tokens)).toEqual([11, 22]);
  expect([first, second]).toEqual([['one'], ['two']]);
  expect(host.view().running).toBe(0);
});

test('an aborted answer holds its slot until the process has stopped it', async () => {
  const { host, child } = setUpReady();
  const controller = new AbortController();
  const texts: string[] = [];
  const answer = codeOf(host.generate(request, hooks(texts, controller.signal)));
  controller.abort();
  child.says({ type: 'text', id: 1, text: 'late' });
  expect(child.sent.at(-1)).toEqual({ type: 'abort', id: 1 });
  expect(host.view().running).toBe(1);
  child.says({
    type: 'failed',
    id: 1,
    code: 'aborted',
    message: '',
    data: {},
    detail: '',
    tokens: [],
  });
  expect(await answer).toBe('QUERY_CANCELLED');
  expect(host.view().running).toBe(0);
  expect(texts).toEqual([]);
});

test('an abort rejects with the reason of whoever aborted, even if the answer had just ended', async () => {
  const { host, child } = setUpReady();
  const controller = new AbortController();
  const answer = codeOf(host.generate(request, hooks([], controller.signal)));
  controller.abort(new AppError('DEADLINE_EXCEEDED'));
  child.says(finished);
  expect(await answer).toBe('DEADLINE_EXCEEDED');
});

describe('a pause', () => {
  const pausing = () => {
    const { host, child } = setUpReady();
    const pause = new AbortController();
    const texts: string[] = [];
    const told: (readonly number[])[] = [];
    const answer = host.generate(request, {
      ...hooks(texts),
      pause: pause.signal,
      onPaused: (tokens) => told.push(tokens),
    });
    pause.abort(new AppError('DEADLINE_EXCEEDED'));
    expect(child.received.at(-1)).toBe('abort');
    child.says({ type: 'text', id: 1, text: 'late' });
    return { child, answer, texts, told };
  };

  test('takes what is still written, and tells its tokens before it rejects', async () => {
    const { child, answer, texts, told } = pausing();
    const failed = { type: 'failed', id: 1, code: 'aborted', message: '', data: {} } as const;
    child.says({ ...failed, detail: '', tokens: [5, 6] });
    expect([texts, told]).toEqual([['late'], [[5, 6]]]);
    expect(await codeOf(answer)).toBe('DEADLINE_EXCEEDED');
  });

  test('comes too late for an answer that has just ended', async () => {
    const { child, answer, told } = pausing();
    child.says(finished);
    expect((await answer).completion_tokens).toBe(3);
    expect(told).toEqual([]);
  });
});

test('an answer asked for with an aborted signal never reaches the process', async () => {
  const { host, child } = setUpReady();
  expect(await codeOf(host.generate(request, hooks([], AbortSignal.abort())))).toBe(
    'QUERY_CANCELLED',
  );
  expect(child.received).not.toContain('generate');
});

test('a listener that throws ends its own answer only', async () => {
  const { host, child } = setUpReady();
  const broken = { ...hooks(), onText: () => expect.unreachable() };
  const [bad, good] = [host.generate(request, broken), host.generate(request, hooks())];
  const badCode = codeOf(bad);
  child.says({ type: 'text', id: 1, text: 'x' });
  child.says({ ...finished, id: 2 });
  expect(await badCode).toBe('INTERNAL');
  expect(child.sent).toContainEqual({ type: 'abort', id: 1 });
  expect((await good).completion_tokens).toBe(3);
});

describe('the memory of a process', () => {
  const says = (child: ScriptedChild, anonymous_bytes: number): void =>
    child.says({ type: 'memory', anonymous_bytes, mapped_bytes: 0 });
  async function answer({ host, child }: ReturnType<typeof setUpReady>, turn: number) {
    const answered = host.generate(request, hooks());
    child.says({ ...finished, id: turn });
    await answered;
  }

  test('is asked for once it is loaded, and after each of the first four answers', async () => {
    const parts = setUpReady();
    const asked = () => parts.child.received.filter((type) => type === 'measure').length;
    const counts = [asked()];
    for (const turn of [1, 2, 3, 4, 5]) {
      await answer(parts, turn);
      counts.push(asked());
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 5]);
  });

  test('is shown beside the estimate, and what limits the context', () => {
    const { host, child } = setUpReady();
    expect(host.view().memory).toEqual({
      context_limit: 'memory',
      estimated: planned.need,
      measured_bytes: null,
    });
    says(child, 5_000_000);
    expect(host.view().memory?.measured_bytes).toBe(5_000_000);
  });

  test('teaches once, when the first answers have shown what it needs', async () => {
    const parts = setUpReady();
    for (const turn of [1, 2, 3, 4, 5]) {
      await answer(parts, turn);
      says(parts.child, turn * 1_000_000);
    }
    parts.child.exit({ code: 0, signal: null });
    expect(parts.measured).toEqual([{ total: 4_000_000, besides: 4_000_000 }]);
  });

  test('teaches at its end, if it has answered at all', async () => {
    const [used, unused] = [setUpReady(), setUpReady()];
    await answer(used, 1);
    for (const { child } of [used, unused]) {
      says(child, 1_000_000);
      child.exit({ code: 0, signal: null });
    }
    expect([used.measured.length, unused.measured.length]).toEqual([1, 0]);
  });

  test('is neither asked for nor shown on a graphics card', () => {
    const { host, child } = setUp();
    child.says({ type: 'ready', scratch: null });
    child.says({ type: 'loaded', context_length: 2048, slots: 2, on_gpu: true, notes: [] });
    expect(child.received).not.toContain('measure');
    expect(host.view().memory).toBeNull();
  });
});

test('a process that dies while answering rejects every answer and is reported lost once', async () => {
  const { host, child, lost, timer } = setUpReady();
  const answers = [
    codeOf(host.generate(request, hooks())),
    codeOf(host.generate(request, hooks())),
  ];
  child.exit({ code: 1, signal: null });
  expect(await Promise.all(answers)).toEqual(['ENGINE_CRASHED', 'ENGINE_CRASHED']);
  expect(lost.map((error) => error?.code)).toEqual(['ENGINE_CRASHED']);
  expect(await codeOf(host.generate(request, hooks()))).toBe('GENERATION_FAILED');
  expect(timer.waiting).toBe(0);
});

test('a process that stops answering is ended and its answers say so', async () => {
  const { host, child, lost, timer } = setUpReady();
  const answer = codeOf(host.generate(request, hooks()));
  timer.advance(300);
  expect(child.killed).toBe(true);
  expect(await answer).toBe('ENGINE_HUNG');
  expect(lost.map((error) => error?.code)).toEqual(['ENGINE_HUNG']);
});

test('a process that answers in time lives for ever', () => {
  const { child, timer } = setUpReady();
  for (let beat = 1; beat <= 50; beat += 1) {
    child.says({ type: 'pong', n: beat });
    timer.advance(100);
  }
  expect(child.killed).toBe(false);
});

test('time that jumps, as after sleep, condemns nobody', () => {
  const { child, timer } = setUpReady();
  child.says({ type: 'pong', n: 1 });
  // One late alarm is one unanswered ping, however late it is.
  timer.advance(100);
  child.says({ type: 'pong', n: 2 });
  timer.advance(299);
  expect(child.killed).toBe(false);
});

test('a message that is not of the protocol ends the process', async () => {
  const { host, child } = setUpReady();
  const answer = codeOf(host.generate(request, hooks()));
  child.saysNonsense({ type: 'text', id: 1, text: 7 });
  expect(child.killed).toBe(true);
  expect(await answer).toBe('ENGINE_CRASHED');
});

test('unloading asks the process to leave and waits for it', async () => {
  const { host, child, lost } = setUpReady();
  const answer = codeOf(host.generate(request, hooks()));
  const unloaded = host.unload();
  expect(child.received.at(-1)).toBe('shutdown');
  expect(host.view().state).toBe('unloading');
  child.says({
    type: 'failed',
    id: 1,
    code: 'aborted',
    message: '',
    data: {},
    detail: '',
    tokens: [],
  });
  child.exit({ code: 0, signal: null });
  await unloaded;
  expect(await answer).toBe('GENERATION_FAILED');
  expect(lost).toEqual([null]);
});

test('a process that does not leave when asked is ended after the grace time', async () => {
  const { host, child, lost, timer } = setUpReady();
  const answer = codeOf(host.generate(request, hooks()));
  const unloaded = host.unload();
  timer.advance(499);
  expect(child.killed).toBe(false);
  timer.advance(1);
  await unloaded;
  expect(child.killed).toBe(true);
  expect(await answer).toBe('GENERATION_FAILED');
  expect(lost).toEqual([null]);
});

test('a process that crashes while it is leaving is gone all the same', async () => {
  const { host, child, lost } = setUpReady();
  const unloaded = Promise.all([host.unload(), host.unload()]);
  child.exit({ code: null, signal: 'SIGSEGV' });
  await unloaded;
  await host.unload();
  expect(lost).toEqual([null]);
});

test('unloading while it loads ends the process and rejects the load', async () => {
  const { host, child } = setUp();
  child.says({ type: 'ready', scratch: null });
  const loaded = codeOf(host.loaded);
  await host.unload();
  expect(child.killed).toBe(true);
  expect(await loaded).toBe('LOAD_FAILED');
});
