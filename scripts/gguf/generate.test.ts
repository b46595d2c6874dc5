import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateGguf } from '../../src/main/hermes/gguf/validate.ts';
import { generateGguf, type ModelSpec } from './generate.ts';
import { tinyCycle, tinyRandom } from './presets.ts';
import { encodeRow, toHalf, WRITABLE_TYPES, type WritableType } from './quantise.ts';
import { uniquePieces } from './tokenizer.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx11-gguf-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const TEXT = 'uno dos tres uno dos cuatro, ¿y después? El fin.';
const TYPES = Object.keys(WRITABLE_TYPES) as readonly WritableType[];

/** What the real engine makes of the files, in a process of its own: it can end its process. */
async function answers(
  requests: readonly { path: string; temperature: number }[],
): Promise<{ text: string; stop: string }[]> {
  const child = fork(join(import.meta.dirname, 'load-in-child.ts'), {
    env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '1' },
    execArgv: [],
  });
  child.send(requests);
  const exited = once(child, 'exit');
  const crashed = exited.then(([code, signal]) => {
    throw new Error(`The engine's process ended without an answer: ${code ?? signal}`);
  });
  const [result] = await Promise.race([once(child, 'message'), crashed]);
  await exited;
  return result as { text: string; stop: string }[];
}

async function write(name: string, spec: ModelSpec): Promise<string> {
  const path = join(folder, `${name}.gguf`);
  await generateGguf(path, spec);
  return path;
}

describe('a generated model', () => {
  test('in every tensor type passes the strict checks and says its text in llama.cpp, also when sampled', async () => {
    const requests: { path: string; temperature: number }[] = [];
    for (const tensor_type of TYPES) {
      const path = await write(`cycle-${tensor_type}`, { ...tinyCycle(TEXT), tensor_type });
      expect(await validateGguf(path)).toMatchObject({ architecture: 'llama', quant: tensor_type });
      requests.push({ path, temperature: 0 }, { path, temperature: 1.5 });
    }
    const written = await answers(requests);
    expect(written).toEqual(requests.map(() => ({ text: TEXT, stop: 'eogToken' })));
  });

  test('with random weights loads and writes until it is told to stop', async () => {
    const path = await write('random', tinyRandom(7));
    const [answer] = await answers([{ path, temperature: 0 }]);
    expect(answer?.text.length).toBeGreaterThan(0);
  });

  test('that loops goes on until the limit', async () => {
    const path = await write('loop', tinyCycle('uno dos tres', { loop: true }));
    const [answer] = await answers([{ path, temperature: 0 }]);
    expect(answer).toMatchObject({
      stop: 'maxTokens',
      text: expect.stringMatching(/^(uno dos tres){3}/),
    });
  });

  test('is the same file for the same spec, and another for another seed', async () => {
    const files = [tinyRandom(1), tinyRandom(1), tinyRandom(2)].map(async (spec, index) =>
      readFileSync(await write(`same-${index}`, spec)),
    );
    const [first, second, other] = await Promise.all(files);
    expect(second?.equals(first ?? Buffer.of())).toBe(true);
    expect(other?.equals(first ?? Buffer.of())).toBe(false);
  });

  test('of impossible sizes is refused, and nothing is left behind', async () => {
    const spec = { ...tinyRandom(1), head_count: 7 };
    await expect(write('impossible', spec)).rejects.toThrow(/Heads/);
  });
});

describe('pieces of a text', () => {
  test.for([TEXT, 'no no no no', ' uno\n\ndos ', 'a b a b a'])(
    'occur once each and make the text again: %j',
    (text) => {
      const pieces = uniquePieces(text);
      expect(pieces.join('')).toBe(text);
      expect(new Set(pieces).size).toBe(pieces.length);
    },
  );
});

describe('a quantised row', () => {
  /** Every step of Q4_0 with the scale 1, twice. */
  const WHOLE = Float32Array.from({ length: 32 }, (_, index) => (index % 16) - 8);

  test('in Q4_0 keeps sixteen steps exactly, first half in the low nibbles', () => {
    const bytes = Buffer.from(encodeRow('Q4_0', WHOLE));
    expect(bytes.readUInt16LE(0)).toBe(toHalf(1));
    const nibbles = [...bytes.subarray(2)];
    const low = nibbles.map((byte) => (byte & 15) - 8);
    const high = nibbles.map((byte) => (byte >> 4) - 8);
    expect([...low, ...high]).toEqual([...WHOLE]);
  });

  test('in Q8_0 keeps whole numbers up to 127 exactly', () => {
    const row = Float32Array.from({ length: 32 }, (_, index) => 127 - index * 8);
    const bytes = Buffer.from(encodeRow('Q8_0', row));
    expect(bytes.readUInt16LE(0)).toBe(toHalf(1));
    expect(Array.from({ length: 32 }, (_, index) => bytes.readInt8(2 + index))).toEqual([...row]);
  });
});

describe('half precision', () => {
  const VALUES: readonly (readonly [number, number])[] = [
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [1e9, 0x7c00],
    [0.333_251_953_125, 0x3555],
    [1e-9, 0x0000],
  ];
  test.for(VALUES)('%d → %i', ([value, bits]) => {
    expect(toHalf(value)).toBe(bits);
  });
});
