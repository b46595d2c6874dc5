import { expect, test } from 'vitest';
import { placeToRestore, type Rectangle } from './window-place.ts';

const LAPTOP: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const RIGHT_OF_IT: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 };
const LEFT_OF_IT: Rectangle = { x: -1920, y: 0, width: 1920, height: 1080 };

const at = (x: number, y: number, width = 1180, height = 800) => ({ x, y, width, height });

test.for([
  ['in the middle', at(100, 60), [LAPTOP], true],
  ['as large as the display', at(0, 25, 1440, 875), [LAPTOP], true],
  ['larger than the display', at(0, 25, 3000, 2000), [LAPTOP], true],
  ['half out at the right', at(900, 100), [LAPTOP], true],
  ['half out at the left', at(-600, 100), [LAPTOP], true],
  ['low, with its upper edge in sight', at(100, 850), [LAPTOP], true],
  ['too low', at(100, 880), [LAPTOP], false],
  ['under the menu bar', at(100, 0), [LAPTOP], false],
  ['a sliver left at the right', at(1400, 100), [LAPTOP], false],
  ['on a second display', at(1600, 100), [LAPTOP, RIGHT_OF_IT], true],
  ['across two displays', at(1000, 100), [LAPTOP, RIGHT_OF_IT], true],
  ['on a second display that is gone', at(1600, 100), [LAPTOP], false],
  ['left of the first one', at(-1800, 10), [LAPTOP, LEFT_OF_IT], true],
  ['on no display at all', at(100, 60), [], false],
] as const)('a window left %s', ([, bounds, areas, restored]) => {
  const left = { bounds, maximized: false };
  expect(placeToRestore(left, areas)).toBe(restored ? left : undefined);
});

test('a maximised one goes by the place it would have otherwise', () => {
  const left = { bounds: at(1600, 100), maximized: true };
  expect(placeToRestore(left, [LAPTOP, RIGHT_OF_IT])).toBe(left);
  expect(placeToRestore(left, [LAPTOP])).toBeUndefined();
});

test('the first start has nothing to restore', () => {
  expect(placeToRestore(null, [LAPTOP])).toBeUndefined();
});
