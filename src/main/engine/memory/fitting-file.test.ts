import { expect, test } from 'vitest';
import { bytes } from '../../../shared/domain/units.ts';
import { fittingFileBytes } from './fitting-file.ts';

test.for([
  [4e9, 3.4e9, 3.6e9],
  [2e9, 1.4e9, 1.6e9],
  [1e9, 0.4e9, 0.6e9],
  [0.5e9, 0, 0],
  [0, 0, 0],
] as const)('with %d bytes free, a file of %d to %d bytes fits', ([free, least, most]) => {
  const file = fittingFileBytes(bytes(free));
  expect(file).toBeGreaterThanOrEqual(least);
  expect(file).toBeLessThanOrEqual(most);
});
