import { expect, test } from 'vitest';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import { bytes } from '../../../shared/domain/units.ts';
import { estimateMemory } from './estimate.ts';
import { measuredNeed } from './held.ts';
import { mappedBytes, repackedBytes } from './repacked.ts';

const MB = 1_000_000;
const CODE = 60;
const plan = { slots: 1, context_tokens: 2048 };
// Laid out anew on both kinds of processor.
const moved = modelShape({ weight_bytes: 270 * MB, matrix_bytes: { Q4_0: 235 * MB } });
const mapped = modelShape({ weight_bytes: 270 * MB, matrix_bytes: { F16: 235 * MB } });

test('weights that are read from the file are counted once, as what is mapped', () => {
  const held = { anonymous_bytes: 150 * MB, mapped_bytes: (270 + CODE) * MB };
  expect(measuredNeed(mapped, estimateMemory(mapped, plan), held)).toEqual({
    total: bytes((150 + 270 + CODE) * MB),
    besides: bytes((150 + CODE) * MB),
  });
});

test('weights that were laid out anew are counted once, as what the process holds', () => {
  const repacked = repackedBytes(moved);
  const held = { anonymous_bytes: 150 * MB + repacked, mapped_bytes: (270 + CODE) * MB };
  expect(measuredNeed(moved, estimateMemory(moved, plan), held)).toEqual({
    total: bytes(150 * MB + repacked + mappedBytes(moved) + CODE * MB),
    besides: bytes((150 + CODE) * MB),
  });
});

test('a process that holds less than them shows that they were not laid out anew', () => {
  const held = { anonymous_bytes: 150 * MB, mapped_bytes: (270 + CODE) * MB };
  expect(measuredNeed(moved, estimateMemory(moved, plan), held)).toEqual({
    total: bytes((150 + 270 + CODE) * MB),
    besides: bytes((150 + CODE) * MB),
  });
});

test('no more of the files is counted than is in memory', () => {
  const held = { anonymous_bytes: 150 * MB, mapped_bytes: 20 * MB };
  expect(measuredNeed(mapped, estimateMemory(mapped, plan), held).total).toBe(170 * MB);
});
