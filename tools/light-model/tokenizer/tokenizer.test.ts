import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel, readGgufFileInfo } from 'node-llama-cpp';
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../scripts/gguf/random.ts';
import { learnMerges } from './learn-merges.ts';
import { phrasesOf } from './phrases.ts';
import { MARKS, Tokenizer } from './tokenizer.ts';

const SHIPPED = join(import.meta.dirname, '../../../resources/light-model.gguf');

const TEXTS = [
  '¿Cómo importo un modelo GGUF?',
  'how do I import a model',
  "it's what I'd say, we'll see: don't",
  'LUFS -14, 48 kHz / 24 bits; 0.5 dBTP 2026',
  'pingüino, ñandú, ÁÉÍÓÚ, ¡hola!',
  'una línea\ny otra\n\n  con   espacios \t y tabulador ',
  '🎧🎛️ ✅ 日本語 Привет עברית',
  '<|user|>not a mark<|end|>',
  'POST /v1/chat/completions {"model":"x"} `code`',
  '\u00a0\u200b\u2028raro\u0301',
  '٣٤ ½ ² Ⅷ x²',
];

describe('the tokenizer', () => {
  const merges = learnMerges(['hola hola hola', 'holanda', 'años y más años'], 40);
  const tokenizer = new Tokenizer(merges, ['Hola a todos.'], ['<|es:hello|>']);

  test('joins the most frequent neighbours first', () => {
    expect(learnMerges(['ab ab ab ac'], 1)).toEqual([['a', 'b']]);
  });

  test('writes a frequent word as one token', () => {
    expect(tokenizer.encode(' hola')).toHaveLength(1);
  });

  test.each(TEXTS)('gives back what it was given: %j', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  test('knows all marks and headings, and shows none', () => {
    const ids = [...MARKS, '<|es:hello|>'].map((text) => tokenizer.idOf(text));
    expect(tokenizer.decode(ids)).toBe('');
  });

  test('writes an answer in phrases, which it never reads', () => {
    const answer = tokenizer.encodeAnswer('Hola a todos.');
    expect(answer).toHaveLength(1);
    expect(tokenizer.decode(answer)).toBe('Hola a todos.');
    const read = tokenizer.encode('Hola a todos.');
    expect(Math.max(...read)).toBeLessThan(tokenizer.wordsEnd);
  });

  test('can leave joins out, and still spells the same text', () => {
    const unsure = { random: new SeededRandom(3), skipped: 0.5 };
    const ids = tokenizer.encode(' hola hola', unsure);
    expect(ids.length).toBeGreaterThan(2);
    expect(tokenizer.decode(ids)).toBe(' hola hola');
  });
});

describe('the phrases of an answer', () => {
  test('are its sentences, and even parts of the long ones', () => {
    expect(phrasesOf('Sí. Uno dos tres cuatro cinco seis siete ocho nueve diez: a/b.c')).toEqual([
      'Sí.',
      ' Uno dos tres cuatro cinco',
      ' seis siete ocho nueve diez:',
      ' a/b.c',
    ]);
  });
});

describe.runIf(existsSync(SHIPPED))('the tokenizer of the model that ships', () => {
  test('cuts as llama.cpp does', async () => {
    const tokenizer = await shippedTokenizer();
    const llama = await getLlama({ build: 'never', gpu: false, logLevel: LlamaLogLevel.error });
    const model = await llama.loadModel({ modelPath: SHIPPED, vocabOnly: true });
    for (const text of TEXTS) {
      expect(tokenizer.encode(text), text).toEqual(model.tokenize(text, false));
    }
    await model.dispose();
  });
});

async function shippedTokenizer(): Promise<Tokenizer> {
  const { metadata } = await readGgufFileInfo(SHIPPED, { logWarnings: false });
  const { tokens, merges } = metadata.tokenizer.ggml;
  const pairs = (merges ?? []).map((merge) => {
    const [left = '', right = ''] = merge.split(' ');
    return [left, right] as const;
  });
  return new Tokenizer(
    pairs,
    [],
    (tokens ?? []).filter((token) => token.includes(':') && token.startsWith('<|')),
  );
}
