import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCorpus } from './corpus.ts';
import { judge, readHeldOut, unheard } from './evaluate.ts';
import { storedJson, train } from './train.ts';

const FOLDER = import.meta.dirname;
const WEIGHTS = join(FOLDER, '../../src/main/switch/deciding/query-type-weights.json');
const corpus = readCorpus(join(FOLDER, 'corpus'));
const heldOut = unheard(readHeldOut(join(FOLDER, 'held-out')), corpus);

test('the corpus trains to the weights that are shipped, to the byte', () => {
  const same = storedJson(train(corpus)) === readFileSync(WEIGHTS, 'utf8');
  expect(same, 'npm run query-types -- train').toBe(true);
});

test('prompts of other people are told in three of four cases at least', () => {
  const right = judge(heldOut).filter(({ type, guess }) => guess.type === type);
  expect(right.length / heldOut.length).toBeGreaterThan(0.75);
});

test('asks for each type in each language, in many ways', () => {
  const ways = new Map<string, number>();
  for (const { type, language } of corpus.asks) {
    const key = `${type} ${language}`;
    ways.set(key, (ways.get(key) ?? 0) + 1);
  }
  expect(ways.size).toBe(12);
  expect(Math.min(...ways.values())).toBeGreaterThan(20);
});
