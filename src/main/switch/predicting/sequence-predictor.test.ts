import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASELINES, hitRates } from '../testing/guessers.ts';
import { TRACES, trace } from '../testing/query-traces.ts';
import { type PredictorState, SequencePredictor } from './sequence-predictor.ts';

function after(sequence: readonly string[], known: readonly string[] = []): SequencePredictor {
  const predictor = new SequencePredictor(known);
  for (const symbol of sequence) predictor.observe(symbol);
  return predictor;
}

const repeated = (pattern: string, times: number): string[] => pattern.repeat(times).split('');
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

/** Symbols of a small alphabet, in runs, so that there is something to learn. */
const sequences = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 5 })))
  .map((runs) => runs.flatMap(([symbol, times]) => Array.from({ length: times }, () => symbol)));

describe('what comes next', () => {
  test('nobody knows before there is any symbol', () => {
    expect(new SequencePredictor<string>([]).mostLikely()).toBeNull();
    expect(new SequencePredictor<string>([]).next()).toEqual(new Map());
  });

  test('is anything known, as likely as any other, before anything came', () => {
    const next = [...new SequencePredictor(['a', 'b', 'c', 'd']).next().values()];
    for (const probability of next) expect(probability).toBeCloseTo(0.25);
  });

  test.for([
    ['the same again', repeated('a', 20), 'a'],
    ['the other of two by turns', repeated('ab', 20), 'a'],
    ['what follows the last two', repeated('abac', 20).slice(0, -1), 'c'],
    ['what follows the last four', repeated('aaaab', 30).slice(0, -1), 'b'],
  ] as const)('is %s', ([, sequence, expected]) => {
    const predictor = after(sequence);
    expect(predictor.mostLikely()).toBe(expected);
    expect(predictor.next().get(expected)).toBeGreaterThan(0.8);
  });

  test('is what came lately, soon after everything has changed', () => {
    expect(after([...repeated('ab', 500), ...repeated('c', 6)]).mostLikely()).toBe('c');
  });

  test('may be a symbol that nobody had announced', () => {
    const predictor = after(repeated('ax', 5), ['a']);
    expect(predictor.next().get('x')).toBeGreaterThan(0);
  });
});

test('the outlook says what follows each symbol, whatever comes next', () => {
  const { kinds, next, after: rows } = after(repeated('abac', 20)).outlook();
  expect(kinds).toEqual(['a', 'b', 'c']);
  expect(next[0]).toBeGreaterThan(0.9);
  // After b and c always a; after a one of the two, and the last two say which.
  expect([rows[1]?.[0], rows[2]?.[0]].every((one) => (one ?? 0) > 0.9)).toBe(true);
  expect(rows[0]?.[1]).toBeCloseTo(0.5, 1);
  for (const row of rows) expect(sum(row)).toBeCloseTo(1, 9);
});

describe('for any sequence', () => {
  test('the probabilities of all symbols add up to 1, and none is 0', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const next = [...after(sequence, ['a', 'never']).next().values()];
        expect(sum(next)).toBeCloseTo(1, 9);
        expect(Math.min(...next)).toBeGreaterThan(0);
      }),
    );
  });

  test('the same sequence gives the same prediction', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        expect(after(sequence).next()).toEqual(after(sequence).next());
      }),
    );
  });

  test('asking changes nothing', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const asked = new SequencePredictor<string>([]);
        for (const symbol of sequence) {
          asked.next();
          asked.observe(symbol);
        }
        expect(asked.state()).toEqual(after(sequence).state());
      }),
    );
  });

  test('one restored from its state as JSON predicts alike from then on', () => {
    fc.assert(
      fc.property(sequences, sequences, (before, later) => {
        const original = after(before, ['a', 'b']);
        const state = JSON.parse(JSON.stringify(original.state())) as PredictorState;
        const restored = new SequencePredictor<string>([], state);
        for (const symbol of later) {
          original.observe(symbol);
          restored.observe(symbol);
        }
        expect(restored.next()).toEqual(original.next());
      }),
    );
  });
});

/** Every number and text that a predictor keeps. */
const kept = (predictor: SequencePredictor): number =>
  JSON.stringify(predictor.state()).split(',').length;

describe('memory is bounded', () => {
  const numbers = Array.from({ length: 8000 }, (_, index) => (index * 7919) % 10_007);

  test('when every symbol is new', () => {
    const sequence = numbers.map(String);
    const earlier = kept(after(sequence.slice(0, 4000)));
    expect(kept(after(sequence))).toBeLessThanOrEqual(earlier);
    expect(after(sequence).next().size).toBe(64);
  });

  test('when few symbols come in every order', () => {
    const sequence = numbers.map((number) => String((number * number) % 23));
    const earlier = kept(after(sequence.slice(0, 4000)));
    expect(kept(after(sequence))).toBeLessThan(1.2 * earlier);
  });
});

/*
 * The rule of the benchmark (`npm run bench -- rotate`) on short traces: where there is nothing to
 * be learnt from the order, looking for it must not cost more than two points.
 */
test.for(TRACES.flatMap((kind) => [3, 8].map((size) => [kind.name, size, kind] as const)))(
  '%s, %d types: never more than two points below the best plain guess',
  ([, size, kind]) => {
    const rates = [1, 2, 3, 4, 5].map((seed) =>
      hitRates(trace(kind, { seed, size, length: 1500 })),
    );
    const mean = (name: keyof (typeof rates)[number]) => sum(rates.map((one) => one[name])) / 5;
    expect(mean('ours')).toBeGreaterThan(Math.max(...BASELINES.map(mean)) - 2);
  },
);
