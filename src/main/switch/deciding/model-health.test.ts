import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { ModelHealth } from './model-health.ts';

const A = modelId('a');
const B = modelId('b');
const crash = new AppError('ENGINE_CRASHED');
const at = (ms: number) => epochMs(1_000_000 + ms);

/** Fails each time it may be tried again; gives the pauses in ms, null for quarantine. */
function pauses(health: ModelHealth, failures: number): (number | null)[] {
  let now = at(0);
  return Array.from({ length: failures }, () => {
    health.failed(A, crash, now);
    const until = health.ailment(A, now)?.until ?? null;
    const pause = until === null ? null : until - now;
    if (until !== null) now = until;
    return pause;
  });
}

describe('a model that fails', () => {
  test('rests 1, 2, 4, 8 and 16 seconds, then is set aside', () => {
    expect(pauses(new ModelHealth(), 6)).toEqual([1000, 2000, 4000, 8000, 16_000, null]);
  });

  test('says when it is set aside why, and how to try it again', () => {
    const health = new ModelHealth();
    pauses(health, 6);
    expect(health.ailment(A, at(0))).toMatchObject({
      state: 'quarantined',
      error: { code: 'ENGINE_CRASHED', message: expect.stringMatching(/6 failures.*retry/s) },
    });
  });

  test('is ailing until the very end of its pause, with the error', () => {
    const health = new ModelHealth();
    health.failed(A, crash, at(0));
    expect(health.ailment(A, at(999))).toMatchObject({ until: at(1000), error: crash });
    expect(health.ailment(A, at(1000))).toBeNull();
  });

  test('rests no longer because the clock was set back', () => {
    const health = new ModelHealth();
    health.failed(A, crash, at(0));
    expect(health.ailment(A, at(-1))).toBeNull();
    expect(health.nextEnd(at(-1))).toBeNull();
  });

  test('is blamed once for a crash that ends many answers', () => {
    const health = new ModelHealth();
    for (let answer = 0; answer < 8; answer += 1) health.failed(A, crash, at(0));
    expect(health.ailment(A, at(0))?.until).toBe(at(1000));
    health.failed(A, crash, at(1000));
    expect(health.ailment(A, at(1000))?.until).toBe(at(3000));
  });

  test('set aside stays so, however long it takes, until it is renewed', () => {
    const health = new ModelHealth();
    pauses(health, 6);
    expect(health.ailment(A, at(1e12))).toMatchObject({ until: null });
    health.recovered(A);
    expect(health.ailment(A, at(1e12))).toBeNull();
  });

  test('starts anew after it has answered', () => {
    const health = new ModelHealth();
    pauses(health, 3);
    health.recovered(A);
    expect(pauses(health, 2)).toEqual([1000, 2000]);
  });

  test('does not take another down', () => {
    const health = new ModelHealth();
    health.failed(A, crash, at(0));
    expect(health.ailment(B, at(0))).toBeNull();
  });
});

describe('the next end of a pause', () => {
  test('is the soonest that is still to come', () => {
    const health = new ModelHealth();
    expect(health.nextEnd(at(0))).toBeNull();
    health.failed(A, crash, at(0));
    health.failed(B, crash, at(500));
    expect(health.nextEnd(at(600))).toBe(at(1000));
    expect(health.nextEnd(at(1000))).toBe(at(1500));
    expect(health.nextEnd(at(1500))).toBeNull();
  });

  test('never comes for a model set aside', () => {
    const health = new ModelHealth();
    pauses(health, 6);
    expect(health.nextEnd(at(0))).toBeNull();
  });
});

test('a model that is set aside says how it is tried again', () => {
  const health = new ModelHealth();
  pauses(health, 6);
  const error = health.ailment(A, at(1e9))?.error;
  expect(error?.message).toContain(`POST /models/${encodeURIComponent(A)}/retry`);
});

describe('what is no fault of the model', () => {
  const noRoom = new AppError('OUT_OF_MEMORY');
  const gone = new AppError('MODEL_FILE_MISSING');

  test.for([noRoom, gone])('never sets it aside: $code', (error) => {
    const health = new ModelHealth();
    for (let time = 0; time < 10; time += 1) health.failed(A, error, at(time * 60_000));
    health.found(A);
    health.roomMade();
    expect(pauses(health, 2)).toEqual([1000, 2000]);
  });

  test('keeps it away for five seconds when it did not fit, or until memory is freed', () => {
    const health = new ModelHealth();
    health.failed(A, noRoom, at(0));
    expect(health.ailment(A, at(4999))?.state).toBe('no_room');
    expect(health.ailment(A, at(5000))).toBeNull();
    health.failed(A, noRoom, at(6000));
    health.roomMade();
    expect(health.ailment(A, at(6000))).toBeNull();
  });

  test('keeps it away until its file is back', () => {
    const health = new ModelHealth();
    health.failed(A, gone, at(0));
    expect(health.ailment(A, at(1e9))?.state).toBe('missing');
    health.found(A);
    expect(health.ailment(A, at(1e9))).toBeNull();
  });
});
