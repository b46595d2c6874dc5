import { mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tinyCycle, tinyRandom } from '../../../scripts/gguf/presets.ts';
import { seconds } from '../../shared/domain/units.ts';
import { noSandbox, sandboxes, skipped } from '../core/children/real-sandbox.test-support.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { chat, errorOf, isAlive, plain, RealEngine } from './testing/real-engine.ts';

const folder = temporaryFolder();

/** Models of the engine lie outside of its home, as linked ones do. */
function sandboxedEngine(linked: () => readonly string[] = () => []): RealEngine {
  const home = mkdtempSync(join(folder, 'home-'));
  const adapter = sandboxes({ home, models: join(home, 'models'), linked });
  const prefixFolder = join(home, 'prefixes');
  return new RealEngine({ adapter, spareIdle: seconds(600), prefixFolder, contextTokens: 2048 });
}

describe.skipIf(noSandbox)(`a model in a sandbox${skipped}`, () => {
  test('loads, answers, and is gone when it is taken out of memory', async () => {
    await using engine = sandboxedEngine();
    const model = await engine.load('one', tinyCycle('uno dos tres'));
    expect((await model.answer(chat('hola'))).text).toBe('uno dos tres');
    const { pid } = model;
    await engine.pool.unload(model.target.model_id);
    expect(isAlive(pid)).toBe(false);
  });

  test('leaves what it computed of long instructions to its next process', async () => {
    await using engine = sandboxedEngine();
    const model = await engine.load('one', tinyRandom(5));
    const ask = (question: string) =>
      plain(`${'Keep the voice in front. '.repeat(40)}${question}`, { max_tokens: 1 });
    await model.answer(ask('Which bus?'));
    await model.answer(ask('How loud is it?'));
    await engine.pool.unload(model.target.model_id);
    await engine.pool.load(model.target);
    expect((await model.answer(ask('And now?'))).cached_tokens).toBeGreaterThan(256);
  });

  test('that is killed is a crash with its signal, and is loaded anew', async () => {
    await using engine = sandboxedEngine();
    const model = await engine.load('one', tinyCycle('uno dos', { loop: true }));
    const failed = errorOf(
      model.answer(chat('hola', { max_tokens: 100_000 }), {
        onText: () => process.kill(model.pid, 'SIGKILL'),
      }),
    );
    expect(await failed).toMatchObject({ code: 'ENGINE_CRASHED', data: { signal: 'SIGKILL' } });
    await engine.pool.load(model.target);
    expect((await model.answer(chat('hola', { max_tokens: 2 }))).completion_tokens).toBe(2);
  });

  test('gets the spare process when that sees its file, and one of its own when not', async () => {
    const linked: string[] = [];
    await using engine = sandboxedEngine(() => linked);
    const known = await engine.write('known', tinyCycle('uno'));
    const renewed = await engine.write('renewed', tinyCycle('dos'));
    linked.push(known.path, renewed.path);
    engine.pool.prepare();
    await expect.poll(() => engine.pool.sparePid).not.toBeNull();
    const spare = engine.pool.sparePid;
    const draft = await engine.write('draft', tinyCycle('tres'));
    renameSync(draft.path, renewed.path);
    const pidOf = (id: string) =>
      engine.pool.residents().find(({ model_id }) => model_id === id)?.pid;
    await engine.pool.load(renewed);
    expect(pidOf(renewed.model_id)).not.toBe(spare);
    await engine.pool.load(known);
    expect(pidOf(known.model_id)).toBe(spare);
  });
});
