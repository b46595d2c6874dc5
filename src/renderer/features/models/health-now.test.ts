import { expect, test } from 'vitest';
import type { ModelHealth } from '../../../shared/domain/model.ts';
import { healthNow } from './health-now.ts';

const NOON = Date.parse('2026-11-24T12:00:00.000Z');
const resting: ModelHealth = {
  state: 'resting',
  code: 'ENGINE_CRASHED',
  reason: 'It crashed.',
  retry_at: '2026-11-24T12:00:04.000Z',
};

test('a model in order has nothing to be said of it', () => {
  expect(healthNow({ state: 'ok', code: null, reason: null, retry_at: null }, NOON)).toBeNull();
});

test('a pause counts down in whole seconds and is over by itself', () => {
  expect(healthNow(resting, NOON)).toMatchObject({ state: 'resting', left_s: 4 });
  expect(healthNow(resting, NOON + 3001)).toMatchObject({ left_s: 1 });
  expect(healthNow(resting, NOON + 4000)).toBeNull();
});

test('what waits for somebody stays', () => {
  const aside = { ...resting, state: 'quarantined', retry_at: null } as const;
  expect(healthNow(aside, NOON + 1e9)).toMatchObject({ state: 'quarantined', left_s: null });
});
