import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateGguf, type ModelSpec } from '../../../scripts/gguf/generate.ts';
import { size135M, tinyCycle, tinyRandom } from '../../../scripts/gguf/presets.ts';
import { validateGguf } from '../../../src/main/hermes/gguf/validate.ts';
import type { Content } from './content.ts';
import { PatternedContent } from './content.ts';
import { modelContent } from './model-content.ts';
import { REPOSITORIES } from './repositories.ts';
import type { Holding } from './spec.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx11-test-hub-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const all = (content: Content): Buffer => Buffer.concat([...content.read(0, content.size)]);

function written(name: string, content: Content): string {
  const path = join(folder, name);
  writeFileSync(path, all(content));
  return path;
}

const trueModels = REPOSITORIES.flatMap(({ id, files }) =>
  files.flatMap(({ path, holds }): [string, ModelSpec][] =>
    holds.kind === 'model' && !id.includes('Noise') ? [[`${id}/${path}`, holds.spec]] : [],
  ),
);

/** What the real engine writes, in a process of its own: it can end its process. */
async function saidBy(path: string): Promise<unknown> {
  const child = fork(join(import.meta.dirname, '../../../scripts/gguf/load-in-child.ts'), {
    env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '1' },
    execArgv: [],
  });
  child.send([{ path, temperature: 0 }]);
  const exited = once(child, 'exit');
  const crashed = exited.then(([code, signal]) => {
    throw new Error(`The engine's process ended without an answer: ${code ?? signal}`);
  });
  const [said] = await Promise.race([once(child, 'message'), crashed]);
  await exited;
  return said;
}

describe('the content of a file', () => {
  test('is the same in parts as in one piece, across its seams', () => {
    const content = new PatternedContent([
      { pattern: Buffer.from('abc'), length: 10 },
      { pattern: Buffer.from('-'), length: 0 },
      { pattern: Buffer.from('12345'), length: 7 },
    ]);
    expect(all(content).toString()).toBe('abcabcabca1234512');
    for (let start = 0; start <= 17; start += 1) {
      const parts = [...content.read(0, start), ...content.read(start, 17)];
      expect(Buffer.concat(parts).toString()).toBe('abcabcabca1234512');
    }
  });

  test('has the hash of its bytes', async () => {
    const content = modelContent(tinyRandom(7));
    const sum = createHash('sha256').update(all(content)).digest('hex');
    expect(await content.sha256()).toBe(sum);
  });

  test('of a model that says a text is what the generator writes', async () => {
    const path = join(folder, 'generated.gguf');
    await generateGguf(path, tinyCycle('uno dos tres'));
    const content = modelContent(tinyCycle('uno dos tres'));
    expect(all(content).equals(readFileSync(path))).toBe(true);
  });

  test('of a model of noise passes the strict checks, loads, and writes on and on', async () => {
    const spec = { ...size135M(1), block_count: 2 };
    const path = written('noise.gguf', modelContent(spec));
    expect(await validateGguf(path)).toMatchObject({ architecture: 'llama', quant: 'Q8_0' });
    expect(await saidBy(path)).toEqual([{ text: expect.stringMatching(/./), stop: 'maxTokens' }]);
  });
});

describe('the catalogue', () => {
  test('has some of everything', () => {
    expect(REPOSITORIES.length).toBeGreaterThanOrEqual(25);
    expect(new Set(REPOSITORIES.map(({ id }) => id)).size).toBe(REPOSITORIES.length);
    const holdings = REPOSITORIES.flatMap(({ files }) => files.map(({ holds }): Holding => holds));
    expect(holdings.some((holds) => holds.kind === 'stated' && holds.bytes > 2 ** 31)).toBe(true);
  });

  test.each(trueModels)(
    '%s is a sound model, unless it is damaged on purpose',
    async (name, spec) => {
      const checked = validateGguf(written('model.gguf', modelContent(spec)));
      if (name.includes('Damaged')) await expect(checked).rejects.toThrow();
      else expect(await checked).toMatchObject({ architecture: 'llama' });
    },
  );
});
