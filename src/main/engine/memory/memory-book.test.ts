import { describe, expect, test } from 'vitest';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import { bytes } from '../../../shared/domain/units.ts';
import { KeptCorrections } from '../testing/real-engine.ts';
import { estimateMemory } from './estimate.ts';
import { blend, MemoryBook } from './memory-book.ts';

const shape = modelShape();
const plan = { slots: 1, context_tokens: 2048 };
const { total, weights } = estimateMemory(shape, plan);

function setUp() {
  const corrections = new KeptCorrections();
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (_: object, message: string) => warnings.push(message) };
  return { corrections, warnings, book: new MemoryBook(corrections, log) };
}

/** All but the weights took so many times what was estimated. */
const taking = (times: number) => {
  const besides = (total - weights) * times;
  return { total: bytes(weights + besides), besides: bytes(besides) };
};

describe('what loads have taught', () => {
  test('is nothing before the first', () => {
    expect(setUp().book.correctionOf('llama')).toBe(1);
  });

  test('moves the next estimate of that architecture, and of no other', () => {
    const { book } = setUp();
    book.learn(shape, plan, taking(1.5));
    expect(book.correctionOf('llama')).toBeCloseTo(1.15);
    expect(book.correctionOf('gemma')).toBe(1);
  });

  test('comes closer with each load, and is kept with the last pair of numbers', () => {
    const { book, corrections } = setUp();
    for (let load = 0; load < 20; load += 1) book.learn(shape, plan, taking(1.5));
    expect(book.correctionOf('llama')).toBeCloseTo(1.5, 2);
    expect(corrections.kept.get('llama')).toMatchObject({
      loads: 20,
      estimated_bytes: total,
      measured_bytes: taking(1.5).total,
    });
  });

  test.for<[number, number, number]>([
    [1, 1, 1],
    [1, 100, 1.3],
    [1, 0, 0.85],
    [2, 100, 2],
    [0.5, 0, 0.5],
  ])('from %d and a measured %d follows %d', ([last, measured, next]) => {
    expect(blend(last, measured)).toBeCloseTo(next);
  });

  test('is within bounds, whatever the database says', () => {
    const { book, corrections } = setUp();
    const kept = { architecture: 'llama', loads: 1, estimated_bytes: 1, measured_bytes: 1 };
    corrections.saveCorrection({ ...kept, ratio: 1000 });
    expect(book.correctionOf('llama')).toBe(2);
    corrections.saveCorrection({ ...kept, ratio: Number.NaN });
    expect(book.correctionOf('llama')).toBe(1);
  });

  test('is lost with a warning when it cannot be kept', () => {
    const { book, corrections, warnings } = setUp();
    corrections.saveCorrection = () => {
      throw new Error('disk full');
    };
    book.learn(shape, plan, taking(1.5));
    expect(warnings).toHaveLength(1);
  });
});
