import { expect, test } from 'vitest';
import { parseByteSize } from './byte-size.ts';

const SIZES: readonly (readonly [string | number, number | undefined])[] = [
  [0, 0],
  [1024, 1024],
  [1.9, 1],
  ['1024', 1024],
  ['1B', 1],
  ['2KB', 2000],
  ['2kb', 2000],
  ['2 MB', 2_000_000],
  ['2GB', 2_000_000_000],
  [' 2 GB ', 2_000_000_000],
  ['1KiB', 1024],
  ['1 MiB', 1_048_576],
  ['1GiB', 1_073_741_824],
  ['1.5 GiB', 1_610_612_736],
  ['0.5KB', 500],
  ['', undefined],
  ['GB', undefined],
  ['-1', undefined],
  [-1, undefined],
  ['1 TB', undefined],
  ['1e9', undefined],
  ['1,5 GB', undefined],
  ['1 GB 2', undefined],
  ['.5GB', undefined],
  ['1iB', undefined],
  ['0x10', undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
];
test.for(SIZES)('the size %j is %j bytes', ([text, size]) => {
  expect(parseByteSize(text)).toBe(size);
});
