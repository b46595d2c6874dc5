import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyRandom } from '../../../scripts/gguf/presets.ts';
import type { GenerationRequest } from '../../shared/domain/generation.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { chat, type LoadedModel, plain, RealEngine } from './testing/real-engine.ts';

/** Longer than what is worth keeping, also in tokens. */
const instructions = (module: string): string =>
  Array.from({ length: 120 }, (_, n) => `${module} rule ${n}.`).join(' ');
const ask = (module: string, question: string): GenerationRequest =>
  plain(`${instructions(module)} ${question}`, { max_tokens: 12 });

const folder = temporaryFolder();
const engine = new RealEngine({ contextTokens: 4096, slots: 1, prefixFolder: folder });
let model: LoadedModel;

beforeAll(async () => {
  model = await engine.load('random', { ...tinyRandom(5), context_length: 4096 });
});
afterAll(() => engine[Symbol.asyncDispose]());

const states = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.state'))
    .map((name) => join(folder, name));

test('long instructions are computed once, whatever comes between', async () => {
  const plainly = await model.answer(ask('mix', 'Which bus?'));
  const shared = await model.answer(ask('mix', 'And the voice?'));
  expect(plainly.cached_tokens).toBe(0);
  expect(shared.cached_tokens).toBeGreaterThan(500);
  await model.answer(ask('master', 'How loud?'));
  const again = await model.answer(ask('mix', 'Which bus?'));
  expect(again.cached_tokens).toBe(shared.cached_tokens);
  expect(again.text, 'as if it had been computed').toBe(plainly.text);
});

test('instructions that come by turns are known from the third time on', async () => {
  const turn = (module: string) => {
    const messages = [
      { role: 'system', content: instructions(module) },
      { role: 'user', content: 'Which bus?' },
    ] as const;
    return model.answer(chat('', { prompt: { kind: 'chat', messages }, max_tokens: 12 }));
  };
  const [first, , second] = [await turn('drums'), await turn('bass'), await turn('drums')];
  await turn('bass');
  const third = await turn('drums');
  expect([first.cached_tokens, second.cached_tokens].every((cached) => cached < 10)).toBe(true);
  expect(third.cached_tokens).toBeGreaterThan(500);
  expect(third.text).toBe(first.text);
});

test('also after the model was out of memory', async () => {
  const before = await model.answer(ask('mix', 'Which bus?'));
  await engine.pool.unload(model.target.model_id);
  await engine.pool.load(model.target);
  const after = await model.answer(ask('mix', 'Which bus?'));
  expect(after.cached_tokens).toBeGreaterThan(500);
  expect(after.text).toBe(before.text);
});

test('a damaged file costs its time and no more', async () => {
  const before = await model.answer(ask('mix', 'Which bus?'));
  await model.answer(ask('master', 'How loud?'));
  const damaged = states();
  for (const path of damaged) writeFileSync(path, Buffer.alloc(statSync(path).size));
  const after = await model.answer(ask('mix', 'Which bus?'));
  expect(after.cached_tokens).toBeLessThan(10);
  expect(after.text).toBe(before.text);
  expect(states().length).toBeLessThan(damaged.length);
});
