import { expect, test } from 'vitest';
import { skipSimulation } from './skip-simulation.ts';

test('the library still has the simulation that is skipped', () => {
  expect(skipSimulation()).toBe(true);
});
