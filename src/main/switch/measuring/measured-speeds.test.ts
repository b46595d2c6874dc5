import { expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { MeasuredSpeeds } from './measured-speeds.ts';

const A = modelId('a');
const B = modelId('b');

test('nothing is known before the first measurement', () => {
  const speeds = new MeasuredSpeeds();
  expect([speeds.answerTime(A, 'code'), speeds.loadTime(A)]).toEqual([null, null]);
});

test('what was not measured borrows: from the model, then from all', () => {
  const speeds = new MeasuredSpeeds();
  speeds.answered(A, 'code', 1000);
  speeds.loaded(A, 300);
  expect(speeds.answerTime(A, 'code')).toBe(1000);
  expect(speeds.answerTime(A, 'summarization')).toBe(1000);
  expect(speeds.answerTime(B, 'code')).toBe(1000);
  expect(speeds.loadTime(B)).toBe(300);
  speeds.answered(B, 'code', 2000);
  speeds.answered(A, 'summarization', 3000);
  expect(speeds.answerTime(A, 'code')).toBe(1000);
  expect(speeds.answerTime(A, 'summarization')).toBe(3000);
  expect(speeds.answerTime(B, 'translation')).toBe(2000);
});

test('a clock that was set back during a load makes no time negative', () => {
  const speeds = new MeasuredSpeeds();
  speeds.loaded(A, -5000);
  expect(speeds.loadTime(A)).toBe(0);
});

test('a change of speed is followed within some ten answers, and one outlier is not', () => {
  const speeds = new MeasuredSpeeds();
  for (let answer = 0; answer < 20; answer += 1) speeds.answered(A, 'code', 1000);
  speeds.answered(A, 'code', 2000);
  expect(speeds.answerTime(A, 'code')).toBeLessThan(1300);
  for (let answer = 0; answer < 15; answer += 1) speeds.answered(A, 'code', 2000);
  expect(speeds.answerTime(A, 'code')).toBeGreaterThan(1900);
});
