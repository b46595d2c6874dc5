import { describe, expect, test } from 'vitest';
import { modelId, queryId } from '../../shared/domain/ids.ts';
import { epochMs, milliseconds } from '../../shared/domain/units.ts';
import type { Choice } from './deciding/choosing/terms.ts';
import { Opening } from './deciding/opening.ts';
import { Job } from './job.ts';
import type { NewQuery, QueryOutcome, StoredQuery } from './ports.ts';
import { liveRecord, outcomeError, storedOutcome, toAnswer, toRecord } from './query-views.ts';

const ROW: NewQuery = {
  query_id: queryId('q_1'),
  owner: 'anonymous',
  module_id: 'operator',
  module_type: 'OPERATOR',
  query_type: 'code',
  query_type_source: 'caller',
  priority_requested: 1,
  priority_applied: 2,
  request: { query: 'x', metadata: { thread: 7 } },
  body_hash: 'hash',
  model_preference: null,
  idempotency_key: null,
  deadline_at: null,
  created_at: epochMs(1000),
};
const SUCCESS: QueryOutcome = {
  attempts: 1,
  decisions: [],
  state: 'succeeded',
  response: 'hola',
  model_used: 'a',
  reason: 'the only one',
  finish_reason: 'stop',
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  error: null,
  beyond: false,
  finished_at: epochMs(3500),
};
const FAILURE: QueryOutcome = {
  ...SUCCESS,
  state: 'failed',
  response: null,
  finish_reason: null,
  usage: null,
  error: { code: 'ENGINE_CRASHED', message: 'It fell over.', data: { attempts: 3 } },
};
const STORED: StoredQuery = {
  ...ROW,
  ...SUCCESS,
  feedback: null,
  attempts: 1,
  decisions: [],
  moves: [],
  started_at: epochMs(2000),
};
const noLabel = (): null => null;

describe('an answer', () => {
  test('has the older shape, the priority asked for and given, and its time in seconds', () => {
    expect(toAnswer(ROW, SUCCESS, (id) => `label of ${id}`)).toEqual({
      status: 'success',
      model_used: 'a',
      model_label: 'label of a',
      response: 'hola',
      timestamp: '1970-01-01T00:00:03.500Z',
      processing_time: 2.5,
      metadata: { thread: 7 },
      query_id: 'q_1',
      state: 'succeeded',
      query_type: 'code',
      priority: { requested: 'HIGH', applied: 'MEDIUM' },
      reason: 'the only one',
      finish_reason: 'stop',
      beyond: false,
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
  });

  test('may be empty', () => {
    expect(toAnswer(ROW, { ...SUCCESS, response: '' }, noLabel).response).toBe('');
  });

  test('that there is not is the error on record, with the id', () => {
    expect(() => toAnswer(ROW, FAILURE, noLabel)).toThrow(
      expect.objectContaining({
        code: 'ENGINE_CRASHED',
        message: 'It fell over.',
        data: { attempts: 3, query_id: 'q_1', state: 'failed' },
      }),
    );
  });

  test('without an error on record is still an error', () => {
    expect(outcomeError(ROW, { ...FAILURE, error: null })).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('a record', () => {
  test('gives times as ISO 8601 and keeps what is stored', () => {
    expect(toRecord(STORED, null)).toMatchObject({
      query_id: 'q_1',
      content: 'x',
      response: 'hola',
      position: null,
      created_at: '1970-01-01T00:00:01.000Z',
      started_at: '1970-01-01T00:00:02.000Z',
      finished_at: '1970-01-01T00:00:03.500Z',
    });
  });

  test('never tells who owns the query, nor its key', () => {
    const record = toRecord({ ...STORED, idempotency_key: 'secret-key' }, null);
    expect(JSON.stringify(record)).not.toMatch(/anonymous|secret-key|hash/);
  });

  test('of one that waits has its position and nothing of an answer', () => {
    expect(liveRecord(new Job(ROW), { position: 4, eta_ms: milliseconds(900) })).toMatchObject({
      state: 'queued',
      position: 4,
      eta_ms: 900,
      response: null,
      model_used: null,
      attempts: 0,
      started_at: null,
      finished_at: null,
    });
  });

  test('of one that runs has the text so far and the model', () => {
    const job = new Job(ROW);
    const choice: Choice = {
      chosen: modelId('a'),
      reason: 'why',
      candidates: [],
      step: 'chosen',
      worth_waiting: false,
      meanwhile: null,
      explores: false,
    };
    job.begin(modelId('a'), choice, epochMs(2000), null);
    const opening = new Opening(null, () => false);
    job.hooks(new AbortController().signal, opening).onText('ho');
    expect(liveRecord(job, null)).toMatchObject({
      state: 'running',
      response: 'ho',
      model_used: 'a',
      reason: 'why',
      attempts: 1,
      started_at: '1970-01-01T00:00:02.000Z',
      decisions: [{ attempt: 1, chosen: 'a' }],
    });
  });
});

test('only a query that ended has an outcome', () => {
  expect(storedOutcome(STORED)).toMatchObject(SUCCESS);
  expect(storedOutcome({ ...STORED, state: 'running', finished_at: null })).toBeNull();
  expect(storedOutcome({ ...STORED, state: 'queued', finished_at: null })).toBeNull();
});
