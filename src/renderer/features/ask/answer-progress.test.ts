import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import type { QueryAnswer, QueryEvent } from '../../../shared/domain/query.ts';
import { type AnswerProgress, advance, failed, isUnderWay, stopped } from './answer-progress.ts';

const priority = { requested: 'HIGH', applied: 'HIGH' } as const;
const accepted: QueryEvent = {
  type: 'accepted',
  query_id: 'q_1',
  position: 3,
  eta_ms: null,
  priority,
};
const started = (attempt: number): QueryEvent => ({
  type: 'started',
  model: `local/model-${attempt}`,
  model_label: 'light model',
  attempt,
  reason: 'best score',
});
const token = (text: string): QueryEvent => ({ type: 'token', text });
const answer: QueryAnswer = {
  status: 'success',
  model_used: 'local/model-1',
  model_label: 'light model',
  response: 'Hola, mundo',
  timestamp: '2026-01-01T00:00:00.000Z',
  processing_time: 1,
  metadata: {},
  query_id: 'q_1',
  state: 'succeeded',
  query_type: 'text_generation',
  priority,
  reason: 'best score',
  finish_reason: 'stop',
  beyond: false,
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

const after = (...events: readonly QueryEvent[]): AnswerProgress =>
  events.reduce(advance, { phase: 'sending' });

describe('the progress of an answer', () => {
  test('tells how many are ahead while it waits', () => {
    expect(after(accepted)).toEqual({ phase: 'queued', ahead: 3 });
  });

  test('collects the pieces under the model that writes them', () => {
    expect(after(accepted, started(1), token('Hola'), token(', mundo'))).toEqual({
      phase: 'writing',
      text: 'Hola, mundo',
      model: { id: 'local/model-1', label: 'light model', reason: 'best score', attempt: 1 },
    });
  });

  test('starts again when another attempt does', () => {
    expect(after(started(1), token('Ho'), started(2), token('¡Hola!'))).toMatchObject({
      text: '¡Hola!',
      model: { id: 'local/model-2' },
    });
  });

  test('ends with the answer as it was stored, whatever was shown', () => {
    expect(after(started(1), token('Ho'), { type: 'done', answer })).toEqual({
      phase: 'done',
      text: 'Hola, mundo',
      answer,
    });
  });

  test('keeps what was written when it is stopped or fails', () => {
    const written = after(started(1), token('Ho'));
    const model = { id: 'local/model-1', label: 'light model', reason: 'best score', attempt: 1 };
    expect(stopped(written)).toEqual({ phase: 'stopped', text: 'Ho', model });
    const crash = new ORPCError('ENGINE_CRASHED', { message: 'It ended.' });
    expect(failed(written, crash)).toEqual({
      phase: 'failed',
      text: 'Ho',
      model,
      failure: { code: 'ENGINE_CRASHED', message: 'It ended.' },
    });
  });

  test('calls any failure that is not an answer of the server a lost connection', () => {
    expect(failed({ phase: 'sending' }, new Error('closed'))).toMatchObject({
      failure: { code: 'CONNECTION_LOST', message: null },
    });
  });

  test('is under way from sending to the last piece', () => {
    const phases = [after(), after(accepted), after(started(1)), stopped(after(started(1)))];
    expect(phases.map(isUnderWay)).toEqual([true, true, true, false]);
  });
});
