import { expect, test } from 'vitest';
import { candidatesInOrder } from './candidates-in-order.ts';

const candidate = (model_id: string, score: number | null) => {
  return { model_id, score, eligible: score !== null, reasons: [] };
};

test('the chosen one, then from the best on, then what was ruled out', () => {
  const candidates = [
    candidate('ill', null),
    candidate('good', 0.7),
    candidate('light', 0.2),
    candidate('best', 0.8),
    candidate('small', null),
  ];
  const order = candidatesInOrder({ candidates, chosen: 'light' });
  expect(order.map(({ model_id }) => model_id)).toEqual(['light', 'best', 'good', 'ill', 'small']);
});
