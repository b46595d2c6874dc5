import { describe, expect, test } from 'vitest';
import { modelId, queryId } from '../../../shared/domain/ids.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import type { Judgement, PastAttempt } from '../ports.ts';
import { pastAttempt } from '../testing/models.ts';
import { Learner } from './learner.ts';

const A = modelId('a');
const B = modelId('b');

function repeat(count: number, act: (index: number) => void): void {
  for (let index = 0; index < count; index += 1) act(index);
}
const judgement = (id: string, score: number, more: Partial<Judgement> = {}): Judgement => {
  const by = { model_id: A, query_type: 'code', at: epochMs(0) } as const;
  return { query_id: queryId(id), score, ...by, ...more };
};
const attempts = (learner: Learner, count: number, more: Partial<PastAttempt> = {}): void =>
  repeat(count, () => learner.attempted(pastAttempt(more)));
const ofCode = (learner: Learner, model = A) => learner.of(model).code;

describe('of attempts', () => {
  test('the last ten of a model and type count', () => {
    const learner = new Learner();
    attempts(learner, 10, { success: false });
    attempts(learner, 5);
    expect(ofCode(learner)).toMatchObject({ attempts: 10, success: 0.5, pace: 10 });
    attempts(learner, 5);
    expect(ofCode(learner)).toMatchObject({ success: 1 });
    expect(learner.of(A).analysis).toBeUndefined();
    expect(learner.of(B)).toEqual({});
  });

  test('those without a time, or without a word, say nothing of speed', () => {
    const learner = new Learner();
    attempts(learner, 1, { total_ms: null });
    attempts(learner, 1, { completion_tokens: 0 });
    expect(ofCode(learner)).toMatchObject({ success: 1, pace: null });
  });

  test('a model is known by five of the last hundred of its type, by whatever model', () => {
    const learner = new Learner();
    attempts(learner, 3);
    expect(ofCode(learner)?.known).toBe(3);
    attempts(learner, 9);
    expect(ofCode(learner)?.known).toBe(5);
    attempts(learner, 94, { model_id: B });
    expect(ofCode(learner)?.known).toBe(5);
    attempts(learner, 2, { model_id: B });
    expect(ofCode(learner)?.known).toBe(4);
    attempts(learner, 99, { model_id: B, query_type: 'audio' });
    expect(ofCode(learner)?.known).toBe(4);
  });
});

describe('of judgements', () => {
  test('the last ten of a model and type count', () => {
    const learner = new Learner();
    repeat(10, (index) => learner.judged(judgement(`q${index}`, 0)));
    repeat(5, (index) => learner.judged(judgement(`r${index}`, 1)));
    expect(ofCode(learner)).toMatchObject({ judged: 10, liked: 0.5, attempts: 0 });
  });

  test('a second word on a query replaces the first: nobody has two voices by one answer', () => {
    const learner = new Learner();
    learner.judged(judgement('q0', 1));
    repeat(20, () => learner.judged(judgement('q', 0)));
    expect(ofCode(learner)).toMatchObject({ judged: 2, liked: 0.5 });
  });
});

test('what changes nothing that counts leaves the same object', () => {
  const learner = new Learner();
  attempts(learner, 10);
  const before = learner.of(A);
  attempts(learner, 10, { total_ms: 1101 });
  expect(learner.of(A)).toBe(before);
  attempts(learner, 10, { total_ms: 2200 });
  expect(learner.of(A)).not.toBe(before);
});

test('a start with what was kept leads to the same as having lived it', () => {
  const lived = new Learner();
  const said = [judgement('q1', 0), judgement('q2', 1), judgement('q1', 0.5)];
  attempts(lived, 12);
  for (const one of said) lived.judged(one);
  const started = new Learner();
  started.learn(
    Array.from({ length: 12 }, () => pastAttempt()),
    said.slice(1),
  );
  expect(started.of(A)).toEqual(lived.of(A));
});
