import { describe, expect, test } from 'vitest';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import { bytes } from '../../../shared/domain/units.ts';
import { choosePlan, plansToTry } from './choose-plan.ts';
import { estimateMemory } from './estimate.ts';

const ordered = (slots: number, context_tokens: number): string[] =>
  [...plansToTry({ slots, context_tokens })].map((plan) => `${plan.slots}×${plan.context_tokens}`);

describe('the order in which plans are tried', () => {
  test('first the context shrinks to 2048, then slots go, then the last context shrinks to 512', () => {
    expect(ordered(4, 8192)).toEqual([
      '4×8192',
      '4×6144',
      '4×4608',
      '4×3328',
      '4×2304',
      '4×2048',
      '2×2048',
      '1×2048',
      '1×1536',
      '1×1024',
      '1×768',
      '1×512',
    ]);
  });

  test.for<[number, number, string[]]>([
    [1, 512, ['1×512']],
    [3, 1000, ['3×1000', '1×1000', '1×512']],
    [2, 64, ['2×64', '1×64']],
    [1, 2048, ['1×2048', '1×1536', '1×1024', '1×768', '1×512']],
  ])('%i × %i', ([slots, context, expected]) => {
    expect(ordered(slots, context)).toEqual(expected);
  });
});

describe('the plan', () => {
  const shape = modelShape({
    context_length: 8192,
    block_count: 30,
    head_counts_kv: [3],
    weight_bytes: 170_000_000,
  });
  const wanted = { slots: 4, context_tokens: 4096 };
  const needOf = (slots: number, context_tokens: number): number =>
    estimateMemory(shape, { slots, context_tokens }).total;
  const chosen = (free: number, correction = 1) =>
    choosePlan({ shape, wanted, free: bytes(free), correction });

  test('is what the settings want, where it fits', () => {
    expect(chosen(needOf(4, 4096))).toMatchObject({
      fits: true,
      plan: wanted,
      context_limit: 'setting',
    });
  });

  test('is no more than the model was trained for', () => {
    const short = { ...shape, context_length: 1024 };
    const choice = choosePlan({ shape: short, wanted, free: bytes(1e12), correction: 1 });
    expect(choice).toMatchObject({
      plan: { slots: 4, context_tokens: 1024 },
      context_limit: 'model',
    });
  });

  test.for<[number, number]>([
    [4, 3072],
    [4, 2048],
    [2, 2048],
    [1, 512],
  ])('is %i × %i where just that fits', ([slots, context_tokens]) => {
    expect(chosen(needOf(slots, context_tokens))).toMatchObject({
      fits: true,
      plan: { slots, context_tokens },
      need: { total: needOf(slots, context_tokens) },
      context_limit: 'memory',
    });
  });

  test('is none where the smallest does not fit, which is then told', () => {
    expect(chosen(needOf(1, 512) - 1)).toMatchObject({
      fits: false,
      plan: { slots: 1, context_tokens: 512 },
      need: { total: needOf(1, 512) },
    });
  });

  test('is smaller where loads have taken more than was estimated', () => {
    expect(chosen(needOf(4, 4096), 1.2)).toMatchObject({ context_limit: 'memory' });
  });
});
