import { expect, test } from 'vitest';
import type { QueryAnswer } from '../../../shared/domain/query.ts';
import type { AnswerProgress } from './answer-progress.ts';
import { messagesOf, type Turn } from './turn.ts';

const turn = (question: string, progress: AnswerProgress): Turn => ({
  key: 1,
  question,
  query_id: null,
  feedback: null,
  progress,
});
const ANSWER = {} as QueryAnswer;

test('a model reads the conversation, without the questions that got no whole answer or none', () => {
  const turns = [
    turn('one', { phase: 'done', text: '1', answer: ANSWER }),
    turn('beyond', { phase: 'done', text: 'no idea', answer: { ...ANSWER, beyond: true } }),
    turn('two', { phase: 'stopped', text: 'half', model: null }),
    turn('three', {
      phase: 'failed',
      text: '',
      model: null,
      failure: { code: 'QUEUE_FULL', message: null },
    }),
  ];
  expect(messagesOf(turns, 'four')).toEqual([
    { role: 'user', content: 'one' },
    { role: 'assistant', content: '1' },
    { role: 'user', content: 'four' },
  ]);
});
