import { expect, test } from 'vitest';
import { whyNot } from './why-not.ts';

test.for([
  ['cold', false, null, 'out'],
  ['loading', false, 'coming', null],
  ['warm', false, 'in_memory', null],
  ['active', false, 'in_memory', null],
  ['active', true, 'in_memory', 'pinned'],
  ['loading', true, 'coming', 'pinned'],
  ['draining', false, null, 'leaving'],
] as const)('of a model that is %s (pinned: %s)', ([state, pinned, bring, unload]) => {
  expect(whyNot({ state, pinned })).toEqual({ bring, unload });
});
