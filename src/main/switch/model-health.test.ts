import { describe, expect, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
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
  test('rests 1, 2, 4 and 8 seconds, then is set aside', () => {
    expect(pauses(new ModelHealth(), 5)).toEqual([1000, 2000, 4000, 8000, null]);
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
    pauses(health, 5);
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
    pauses(health, 5);
    expect(health.nextEnd(at(0))).toBeNull();
  });
});
