import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DamageName, writeDamaged } from '../../../scripts/gguf/corrupt.ts';
import { tinyCycle, tinyRandom } from '../../../scripts/gguf/presets.ts';
import { bytes, milliseconds } from '../../shared/domain/units.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { ChildProcessAdapter } from '../core/children/child-process-adapter.ts';
import { forkAdapter } from '../core/children/fork-adapter.ts';
import { chat, errorOf, isAlive, KeptCorrections, RealEngine } from './testing/real-engine.ts';

const REAL_ENGINE = join(import.meta.dirname, 'testing/real-engine.ts');

const ENDLESS = tinyCycle('uno dos tres cuatro', { loop: true });
const onUnix = { skip: process.platform === 'win32' };
const onLinux = { skip: process.platform !== 'linux' };

test('two who load the same model at once get one process', async () => {
  let processes = 0;
  const adapter: ChildProcessAdapter = {
    fork: (module, options) => {
      processes += 1;
      return forkAdapter.fork(module, options);
    },
  };
  await using engine = new RealEngine({ adapter });
  const target = await engine.write('model', ENDLESS);
  await Promise.all([engine.pool.load(target), engine.pool.load(target)]);
  await engine.pool.load(target);
  expect(processes).toBe(1);
  expect(engine.pool.residents()).toMatchObject([{ state: 'ready' }]);
});

test('a missing file is said to be missing, without starting a process', async () => {
  await using engine = new RealEngine();
  const target = await engine.write('model', ENDLESS);
  rmSync(target.path);
  expect((await errorOf(engine.pool.load(target))).code).toBe('MODEL_FILE_MISSING');
  expect(engine.pool.residents()).toEqual([]);
});

test('a model that does not fit in memory is refused, with the numbers', async () => {
  await using engine = new RealEngine({ availableMemory: () => bytes(1000) });
  const error = await errorOf(engine.pool.load(await engine.write('model', ENDLESS)));
  expect(error).toMatchObject({
    code: 'OUT_OF_MEMORY',
    data: { available_bytes: 0, needed_bytes: expect.any(Number), fitting_file_bytes: 0 },
  });
});

test('a model gets the context that fits, and the number is exact', async () => {
  const spec = { ...ENDLESS, context_length: 65_536, block_count: 8 };
  const wanted = { contextTokens: 65_536, slots: 2 };
  await using engine = new RealEngine({ ...wanted, availableMemory: () => bytes(320_000_000) });
  const model = await engine.load('model', spec);
  const [resident] = engine.pool.residents();
  expect(resident).toMatchObject({ slots: 2, memory: { context_limit: 'memory' } });
  expect(resident?.context_length).toBeGreaterThan(2048);
  expect(resident?.context_length).toBeLessThan(65_536);
  expect((await model.answer(chat('x', { max_tokens: 2 }))).text).toBe('uno dos');
});

test('a context that the model was hardly trained for is no lack of memory', async () => {
  await using engine = new RealEngine();
  const model = await engine.load('model', { ...ENDLESS, context_length: 64 });
  expect(engine.pool.residents()).toMatchObject([{ memory: { context_limit: 'model' } }]);
  expect((await model.answer(chat('x', { max_tokens: 2 }))).text).toBe('uno dos');
});

test('what a load has shown corrects the next estimate', onLinux, async () => {
  const corrections = new KeptCorrections();
  await using engine = new RealEngine({ corrections });
  const model = await engine.load('model', ENDLESS);
  await model.answer(chat('x', { max_tokens: 2 }));
  const estimate = () => engine.pool.residents()[0]?.memory?.estimated.total;
  const before = estimate();
  await engine.pool.unload(model.target.model_id);
  expect(corrections.kept.get('llama')).toMatchObject({ loads: 1, estimated_bytes: before });
  await engine.pool.load(model.target);
  expect(estimate()).not.toBe(before);
});

test.for([
  ['plain text', 'LOAD_FAILED'],
  ['a missing tensor', 'LOAD_FAILED'],
  // These two end in an assertion of llama.cpp, which aborts the whole process.
  ['no heads', 'LOAD_FAILED'],
  ['a billion layers', 'ENGINE_CRASHED'],
] as const satisfies [DamageName, string][])(
  '%s is %s and nothing remains',
  async ([damage, code]) => {
    await using engine = new RealEngine();
    await writeDamaged(join(engine.folder, 'damaged.gguf'), tinyRandom(1), damage);
    const lost: AppError[] = [];
    engine.pool.onLost((_id, error) => lost.push(error));
    const loading = engine.pool.load(engine.targetOf('damaged'));
    const pid = engine.pool.residents()[0]?.pid ?? 0;
    const error = await errorOf(loading);
    expect(error.code).toBe(code);
    expect(error.message).not.toContain(engine.folder);
    expect(String(error.cause)).not.toBe('');
    expect(engine.pool.residents()).toEqual([]);
    expect(isAlive(pid)).toBe(false);
    expect(lost).toEqual([]);
  },
);

test('a process killed in the middle of an answer is reported once, and the model loads again', async () => {
  await using engine = new RealEngine();
  const model = await engine.load('model', ENDLESS);
  const lost: [string, string][] = [];
  engine.pool.onLost((id, error) => lost.push([id, error.code]));
  const { pid } = model;
  const kill = { onText: () => process.kill(pid, 'SIGKILL') };
  const answers = [model.answer(chat('x'), kill), model.answer(chat('y'))];
  const errors = await Promise.all(answers.map(errorOf));
  expect(errors.map(({ code }) => code)).toEqual(['ENGINE_CRASHED', 'ENGINE_CRASHED']);
  expect(errors[0]?.data).toMatchObject({ signal: 'SIGKILL', phase: 'running' });
  expect(engine.pool.residents()).toEqual([]);
  await engine.pool.load(model.target);
  expect((await model.answer(chat('x', { max_tokens: 2 }))).text).toBe('uno dos');
  expect(lost).toEqual([[model.target.model_id, 'ENGINE_CRASHED']]);
});

test('a process that hangs is found out and ended', onUnix, async () => {
  // Loading keeps the process busy for a quarter of a second, longer where others compute too.
  const timings = { ping_every: milliseconds(100), hung_after: milliseconds(1_500) };
  await using engine = new RealEngine({ timings });
  const model = await engine.load('model', ENDLESS);
  const { pid } = model;
  const answer = model.answer(chat('x', { max_tokens: 400 }), {
    onText: () => process.kill(pid, 'SIGSTOP'),
  });
  expect((await errorOf(answer)).code).toBe('ENGINE_HUNG');
  expect(isAlive(pid)).toBe(false);
});

test('a process that does not leave when it is unloaded is ended', onUnix, async () => {
  await using engine = new RealEngine({ timings: { exit_grace: milliseconds(100) } });
  const model = await engine.load('model', ENDLESS);
  const { pid } = model;
  process.kill(pid, 'SIGSTOP');
  await engine.pool.unload(model.target.model_id);
  expect(isAlive(pid)).toBe(false);
});

test('an unloaded model leaves no process, ends what it was writing, and is not lost', async () => {
  await using engine = new RealEngine();
  const model = await engine.load('model', ENDLESS);
  const lost: AppError[] = [];
  engine.pool.onLost((_id, error) => lost.push(error));
  const { pid } = model;
  const begun = Promise.withResolvers<void>();
  const onText = (): void => begun.resolve();
  const answer = errorOf(model.answer(chat('x', { max_tokens: 400 }), { onText }));
  await begun.promise;
  await engine.pool.unload(model.target.model_id);
  expect((await answer).code).toBe('GENERATION_FAILED');
  expect(isAlive(pid)).toBe(false);
  expect(engine.pool.residents()).toEqual([]);
  expect(lost).toEqual([]);
});

test('a model unloaded while it loads leaves no process either', async () => {
  await using engine = new RealEngine();
  const loading = errorOf(engine.pool.load(await engine.write('model', ENDLESS)));
  const [resident] = engine.pool.residents();
  expect(resident?.state).toBe('loading');
  await engine.pool.unload(resident?.model_id ?? engine.targetOf('model').model_id);
  expect((await loading).code).toBe('LOAD_FAILED');
  expect(isAlive(resident?.pid ?? 0)).toBe(false);
});

test('a model asked for while it leaves is loaded anew', async () => {
  await using engine = new RealEngine();
  const model = await engine.load('model', ENDLESS);
  const { pid } = model;
  await Promise.all([engine.pool.unload(model.target.model_id), engine.pool.load(model.target)]);
  expect(model.pid).not.toBe(pid);
  expect((await model.answer(chat('x', { max_tokens: 2 }))).text).toBe('uno dos');
});

test('a closed pool loads nothing more', async () => {
  await using engine = new RealEngine();
  const target = await engine.write('model', ENDLESS);
  await engine.pool.close();
  expect((await errorOf(engine.pool.load(target))).code).toBe('SHUTTING_DOWN');
});

test('the process of a model sees no secrets of the product', onLinux, async () => {
  await using engine = new RealEngine();
  process.env['HF_TOKEN'] = 'hf_secret';
  const model = await engine.load('model', ENDLESS);
  delete process.env['HF_TOKEN'];
  const environment = readFileSync(`/proc/${model.pid}/environ`, 'utf8').split('\0');
  expect(environment).toContain('UV_THREADPOOL_SIZE=1');
  expect(environment.join('\n')).not.toMatch(/secret|TOKEN/);
});

test(
  'a model in the middle of an answer ends with the engine, however that ends',
  onUnix,
  async () => {
    await using engine = new RealEngine();
    // Long enough to go on for many seconds if nobody stops it.
    const target = await engine.write('model', { ...ENDLESS, context_length: 32_768 });
    const script = join(engine.folder, 'parent.mts');
    writeFileSync(
      script,
      `import { RealEngine, LoadedModel, chat } from ${JSON.stringify(REAL_ENGINE)};
     const { pool } = new RealEngine({ contextTokens: 32_768, slots: 1 });
     const model = new LoadedModel(pool, ${JSON.stringify(target)});
     await pool.load(model.target);
     const onText = () => process.stdout.write(model.pid + '\\n');
     await model.answer(chat('x', { max_tokens: 30_000 }), { onText });`,
    );
    // What the killed parent leaves behind goes with the folder of this test.
    const env = { ...process.env, TMPDIR: engine.folder };
    const parent = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number.parseInt(String((await once(parent.stdout, 'data'))[0]), 10);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  },
);
