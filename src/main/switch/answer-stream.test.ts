import { describe, expect, test } from 'vitest';
import type { QueryEvent } from '../../shared/domain/query.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { AnswerStream } from './answer-stream.ts';

const token = (text: string): QueryEvent => ({ type: 'token', text });
const started = (attempt: number): QueryEvent => {
  return { type: 'started', model: 'a', model_label: null, attempt, reason: 'the only one' };
};
const DONE: QueryEvent = {
  type: 'done',
  answer: {
    status: 'success',
    model_used: 'a',
    model_label: null,
    response: 'hola',
    timestamp: new Date(0).toISOString(),
    processing_time: 1,
    metadata: {},
    query_id: 'q',
    state: 'succeeded',
    query_type: 'code',
    priority: { requested: 'LOW', applied: 'LOW' },
    reason: 'the only one',
    finish_reason: 'stop',
    beyond: false,
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  },
};

function filled(...events: QueryEvent[]): AnswerStream {
  const stream = new AnswerStream();
  for (const event of events) stream.push(event);
  return stream;
}

/** What a reader sees: texts, the numbers of attempts, the code of the error. */
async function read(stream: AnswerStream): Promise<(string | number)[]> {
  const seen: (string | number)[] = [];
  try {
    for await (const event of stream) {
      if (event.type === 'token') seen.push(event.text);
      else seen.push(event.type === 'started' ? event.attempt : event.type);
    }
  } catch (caught) {
    seen.push(caught instanceof AppError ? caught.code : String(caught));
  }
  return seen;
}

describe('a reader that keeps up', () => {
  test('gets each piece of text as it comes', async () => {
    const stream = new AnswerStream();
    for (const text of ['ho', 'la']) {
      const next = stream.next();
      stream.push(token(text));
      expect(await next).toEqual({ done: false, value: token(text) });
    }
  });

  test('that waits is woken by the end, with or without an error', async () => {
    const good = new AnswerStream();
    const goodRead = read(good);
    await Promise.resolve();
    good.push(DONE);
    expect(await goodRead).toEqual(['done']);

    const bad = new AnswerStream();
    const badRead = read(bad);
    await Promise.resolve();
    bad.fail(new AppError('ENGINE_CRASHED'));
    expect(await badRead).toEqual(['ENGINE_CRASHED']);
  });
});

describe('a reader that stalls', () => {
  test('gets the text it has not taken as one piece', async () => {
    const stream = filled(started(1), token('ho'), token('la'), token('!'), DONE);
    expect(await read(stream)).toEqual([1, 'hola!', 'done']);
  });

  test('does not get text that an answer which started again made void', async () => {
    const stream = filled(started(1), token('half'), started(2), token('whole'), DONE);
    expect(await read(stream)).toEqual([1, 2, 'whole', 'done']);
  });

  test('is told to start again also when it had taken the text', async () => {
    const stream = filled(started(1), token('half'));
    await stream.next();
    await stream.next();
    stream.push(started(2));
    stream.push(token('whole'));
    stream.push(DONE);
    expect(await read(stream)).toEqual([2, 'whole', 'done']);
  });

  test('gets what was pushed before the error, then the error, then the end', async () => {
    const stream = filled(started(1), token('half'));
    stream.fail(new AppError('ENGINE_CRASHED'));
    expect(await read(stream)).toEqual([1, 'half', 'ENGINE_CRASHED']);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('after its end', () => {
  test('an answer takes no more events and no error', async () => {
    const stream = filled(DONE, token('late'));
    stream.fail(new AppError('ENGINE_CRASHED'));
    expect(await read(stream)).toEqual(['done']);
  });

  test('a failure stays the first one', async () => {
    const stream = new AnswerStream();
    stream.fail(new AppError('ENGINE_CRASHED'));
    stream.fail(new AppError('ENGINE_HUNG'));
    stream.push(DONE);
    expect(await read(stream)).toEqual(['ENGINE_CRASHED']);
  });
});

describe('a reader that leaves', () => {
  test('gets nothing more, neither events nor an error', async () => {
    const stream = filled(started(1), token('x'));
    stream.fail(new AppError('ENGINE_CRASHED'));
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('ends its own wait', async () => {
    const stream = new AnswerStream();
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    stream.push(token('late'));
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('leaves by the end of its scope, too', async () => {
    const stream = filled(token('x'));
    {
      await using scoped = stream;
      scoped.push(token('y'));
    }
    expect(await read(stream)).toEqual([]);
  });
});
