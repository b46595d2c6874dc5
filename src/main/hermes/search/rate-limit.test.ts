import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { RateGate, waitAfter } from './rate-limit.ts';

const NOW = epochMs(Date.parse('2026-11-24T10:00:00Z'));

test.for([
  [{ ratelimit: '"api";r=489;t=271' }, false, undefined],
  [{ ratelimit: '"api";r=0;t=55' }, false, 55],
  [{ ratelimit: '"api" ; r = 0 ; t = 55' }, true, 55],
  [{ ratelimit: '"api";r=12;t=55' }, true, 60],
  [{ 'retry-after': '7' }, true, 7],
  [{ 'retry-after': '7' }, false, undefined],
  [{ 'retry-after': 'Tue, 24 Nov 2026 10:00:30 GMT' }, true, 30],
  [{ 'retry-after': 'soon' }, true, 60],
  [{}, true, 60],
  [{}, false, undefined],
  [{ ratelimit: '"api";r=0;t=99999999' }, true, 3600],
  [{ 'retry-after': '0' }, true, 1],
] as const)('headers %j, refused: %s, ask to wait for %s s', ([headers, refused, wait]) => {
  expect(waitAfter(new Headers(headers), refused, NOW)).toBe(wait);
});

describe('the gate', () => {
  test('lets nobody through until the time is over', () => {
    let now = NOW;
    const gate = new RateGate('hub.example', () => now);
    gate.heed(new Headers({ ratelimit: '"api";r=0;t=55' }), false);
    expect(() => gate.pass()).toThrow(
      expect.objectContaining({
        code: 'HUB_RATE_LIMITED',
        data: { host: 'hub.example', retry_after_s: 55 },
      }),
    );
    now = epochMs(NOW + 54_999);
    expect(() => gate.pass()).toThrow();
    now = epochMs(NOW + 55_000);
    expect(() => gate.pass()).not.toThrow();
  });

  test('refuses at once what was refused', () => {
    const gate = new RateGate('hub.example', () => NOW);
    expect(() => gate.heed(new Headers(), true)).toThrow(/60 s/);
  });
});
