import { describe, expect, test } from 'vitest';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { estimateMemory } from './estimate.ts';
import { mappedBytes, repackedBytes } from './repacked.ts';

const plan = { slots: 1, context_tokens: 2048 };

/** The two models of `npm run bench -- memory`. */
const small = modelShape({
  block_count: 30,
  embedding_length: 576,
  vocabulary: 49_152,
  head_count: 9,
  head_counts_kv: [3],
  feed_forward_length: 1536,
  weight_bytes: 173_000_000,
  matrix_bytes: { Q8_0: 143_000_000 },
});
const large = modelShape({
  block_count: 24,
  embedding_length: 896,
  vocabulary: 65_536,
  head_count: 14,
  head_counts_kv: [2],
  feed_forward_length: 4864,
  weight_bytes: 267_500_000,
  matrix_bytes: { Q4_0: 234_300_000 },
});

describe('against what was measured', () => {
  // Anonymous memory, code and mapped weights of the real process, in MB, as docs/benchmarks.md.
  test.for<[string, ModelShape, number, number, number]>([
    ['135M-Q8_0', small, 1, 2048, 394],
    ['135M-Q8_0', small, 4, 2048, 545],
    ['135M-Q8_0', small, 1, 4096, 442],
    ['135M-Q8_0', small, 4, 4096, 728],
    ['500M-Q4_0', large, 1, 2048, 495],
    ['500M-Q4_0', large, 4, 2048, 572],
    ['500M-Q4_0', large, 1, 4096, 520],
    ['500M-Q4_0', large, 4, 4096, 675],
  ])(
    '%s with %i × %i tokens is met to a tenth, and not undercut',
    ([, shape, slots, context_tokens, measured]) => {
      const { total } = estimateMemory(shape, { slots, context_tokens });
      expect(total / (measured * 1_000_000)).toBeGreaterThan(0.99);
      expect(total / (measured * 1_000_000)).toBeLessThan(1.1);
    },
  );
});

describe('the terms', () => {
  test('add up to the total', () => {
    const { total, weights, context, buffers, process } = estimateMemory(small, plan);
    expect(total).toBe(weights + context + buffers + process);
  });

  test('the context is exactly what llama.cpp allots for keys and values in F16', () => {
    // "KV buffer size = 45.00 MiB" and "360.00 MiB" in its log.
    const bytes = (slots: number, context_tokens: number): number =>
      estimateMemory(small, { slots, context_tokens }).context;
    expect(bytes(1, 2048)).toBe(45 * 2 ** 20);
    expect(bytes(4, 4096)).toBe(360 * 2 ** 20);
    expect(bytes(1, 257)).toBe(bytes(1, 512));
  });

  test('layers may differ in their heads, and may have none', () => {
    const one = estimateMemory(modelShape({ block_count: 3, head_counts_kv: [2] }), plan);
    const each = estimateMemory(modelShape({ block_count: 3, head_counts_kv: [4, 0, 2] }), plan);
    expect(each.context).toBe(one.context);
  });

  test('what recurrent layers remember does not grow with the context, but with the slots', () => {
    const shape = modelShape({ head_counts_kv: [0], recurrent_elements: 1000 });
    expect(estimateMemory(shape, plan).context).toBe(4000);
    expect(estimateMemory(shape, { slots: 4, context_tokens: 8192 }).context).toBe(16_000);
  });

  test('where flash attention is in doubt, the scores of all heads are counted', () => {
    const [equal, unequal] = [64, 32].map(
      (value_length) => estimateMemory(modelShape({ value_length }), plan).buffers,
    );
    expect((unequal ?? 0) - (equal ?? 0)).toBe(512 * 2048 * 2 * 4);
  });

  test('a correction counts for all but the weights', () => {
    const [plainly, corrected] = [estimateMemory(small, plan), estimateMemory(small, plan, 1.5)];
    expect(corrected.weights).toBe(plainly.weights);
    expect(corrected.context).toBe(plainly.context * 1.5);
    expect(corrected.process).toBe(Math.ceil(plainly.process * 1.5));
  });

  test('a header that claims absurd sizes gives a number, and a large one', () => {
    const most = 2 ** 31;
    const absurd = modelShape({
      block_count: 512,
      embedding_length: most,
      vocabulary: most,
      head_count: most,
      head_counts_kv: [most],
      key_length: most,
      value_length: 1,
      feed_forward_length: Number.MAX_SAFE_INTEGER,
      recurrent_elements: Number.MAX_SAFE_INTEGER,
      weight_bytes: Number.MAX_SAFE_INTEGER,
    });
    const need = estimateMemory(absurd, { slots: 64, context_tokens: 1_048_576 }, 2);
    for (const bytes of Object.values(need)) expect(Number.isSafeInteger(bytes)).toBe(true);
    expect(need.total).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('weights that are laid out anew', () => {
  test.for<[NodeJS.Architecture, string, number]>([
    ['x64', 'Q4_0', 100],
    ['x64', 'Q8_0', 0],
    ['arm64', 'Q8_0', 100],
    ['x64', 'F16', 0],
    ['riscv64', 'Q4_0', 0],
  ])('on %s, of %s: %i of 100', ([processor, type, moved]) => {
    const shape = modelShape({ weight_bytes: 120, matrix_bytes: { [type]: 100 } });
    expect(repackedBytes(shape, processor)).toBe(moved);
    expect(mappedBytes(shape, processor)).toBe(120 - moved);
  });

  test('embeddings that are the output too are then held twice', () => {
    const shape = modelShape({
      weight_bytes: 120,
      matrix_bytes: { Q4_0: 80 },
      tied_output: { type: 'Q4_0', bytes: 30 },
    });
    expect(repackedBytes(shape, 'x64')).toBe(110);
    expect(mappedBytes(shape, 'x64')).toBe(40);
  });
});
