import { expect, test } from 'vitest';
import { type ModelId, modelId } from '../../../shared/domain/ids.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { pastAttempt } from '../testing/models.ts';
import { MeasuredSpeeds } from './measured-speeds.ts';

const A = modelId('a');
const B = modelId('b');
const answer = (model_id: ModelId, query_type: QueryType, total_ms: number | null) =>
  pastAttempt({ model_id, query_type, total_ms });

test('nothing is known before the first measurement', () => {
  const speeds = new MeasuredSpeeds();
  expect([speeds.answerTime(A, 'code'), speeds.loadTime(A)]).toEqual([null, null]);
});

test('what was not measured borrows: from the model, then from all', () => {
  const speeds = new MeasuredSpeeds();
  speeds.attempted(answer(A, 'code', 1000));
  speeds.loaded(A, 300);
  expect(speeds.answerTime(A, 'code')).toBe(1000);
  expect(speeds.answerTime(A, 'summarization')).toBe(1000);
  expect(speeds.answerTime(B, 'code')).toBe(1000);
  expect(speeds.loadTime(B)).toBe(300);
  speeds.attempted(answer(B, 'code', 2000));
  speeds.attempted(answer(A, 'summarization', 3000));
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
  for (let count = 0; count < 20; count += 1) speeds.attempted(answer(A, 'code', 1000));
  speeds.attempted(answer(A, 'code', 2000));
  expect(speeds.answerTime(A, 'code')).toBeLessThan(1300);
  for (let count = 0; count < 15; count += 1) speeds.attempted(answer(A, 'code', 2000));
  expect(speeds.answerTime(A, 'code')).toBeGreaterThan(1900);
});

test('what failed, and what was not written in one piece, says nothing of speed', () => {
  const speeds = new MeasuredSpeeds();
  speeds.attempted({ ...answer(A, 'code', 5), success: false });
  speeds.attempted(answer(A, 'code', null));
  expect(speeds.answerTime(A, 'code')).toBeNull();
});
