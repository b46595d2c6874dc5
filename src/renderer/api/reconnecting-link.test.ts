import { expect, test } from 'vitest';
import { reconnectDelayMs } from './reconnecting-link.ts';

test('attempts to reconnect come at growing intervals, at most about ten seconds apart', () => {
  const delays = [0, 1, 2, 3, 10].map((failures) => reconnectDelayMs(failures, 0));
  expect(delays).toEqual([400, 800, 1600, 3200, 8000]);
  expect(reconnectDelayMs(10, 1)).toBe(9600);
});
