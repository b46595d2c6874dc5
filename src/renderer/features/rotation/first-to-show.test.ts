import { expect, test } from 'vitest';
import type { RotatingModel } from '../../../shared/domain/rotation.ts';
import { firstToShow } from './first-to-show.ts';

const model = (number: number, more: Partial<RotatingModel> = {}): RotatingModel => {
  return {
    model_id: `m${number}`,
    state: 'cold',
    since: null,
    light: false,
    pinned: false,
    warmed: false,
    running: 0,
    uses: number,
    last_used: null,
    load_s: null,
    need: 0,
    leaves_at: null,
    ...more,
  };
};
const idsOf = (models: readonly RotatingModel[]) =>
  firstToShow(models).map(({ model_id }) => model_id);

test('a few models are all shown', () => {
  expect(idsOf([1, 2, 3].map((number) => model(number)))).toEqual(['m1', 'm2', 'm3']);
});

test('of many, those in memory, pinned or used most, in their own order', () => {
  const many = Array.from({ length: 30 }, (_, number) => model(number));
  many[3] = model(3, { state: 'warm' });
  many[1] = model(1, { pinned: true });
  const most = ['m22', 'm23', 'm24', 'm25', 'm26', 'm27', 'm28', 'm29'];
  expect(idsOf(many)).toEqual(['m1', 'm3', ...most]);
});
