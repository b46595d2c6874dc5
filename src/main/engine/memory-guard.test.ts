import { expect, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { bytes } from '../../shared/domain/units.ts';
import { estimateLoad, refuseIfTooLarge } from './memory-guard.ts';

const target = {
  model_id: modelId('test/model'),
  path: '/models/test.gguf',
  size_bytes: bytes(1_000_000_000),
  context_length: 4096,
};

test('the estimate is the file, a third more for the context, and the process', () => {
  expect(estimateLoad(target)).toBe(1_460_000_000);
});

test('a model that just fits is let through', () => {
  expect(() => refuseIfTooLarge(target, bytes(1_460_000_000), bytes(0))).not.toThrow();
});

test('a model that does not fit is refused with both numbers', () => {
  expect(() => refuseIfTooLarge(target, bytes(1_459_999_999), bytes(0))).toThrowError(
    expect.objectContaining({
      code: 'OUT_OF_MEMORY',
      data: {
        model_id: target.model_id,
        needed_bytes: 1_460_000_000,
        available_bytes: 1_459_999_999,
      },
    }),
  );
});

test('memory promised to another load is not there', () => {
  expect(() => refuseIfTooLarge(target, bytes(2_000_000_000), bytes(1_000_000_000))).toThrowError(
    /1\.5 GB .* 1\.0 GB is free/,
  );
});
