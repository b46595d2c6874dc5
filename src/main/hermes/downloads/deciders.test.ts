import { describe, expect, test } from 'vitest';
import { backOff } from './back-off.ts';
import { fileOfQuant } from './choose-file.ts';
import { SpeedMeter, secondsLeft } from './speed-meter.ts';

describe('the wait after setbacks', () => {
  test('doubles up to a minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => backOff(failures, 0.999));
    expect(waits).toEqual([1000, 1999, 3998, 7996, 15_992, 31_984, 59_970, 59_970, 59_970]);
  });

  test('is by half a matter of chance', () => {
    expect([backOff(3, 0), backOff(3, 0.5)]).toEqual([2000, 3000]);
  });
});

describe('speed', () => {
  test('is not told before there is something to tell', () => {
    const meter = new SpeedMeter();
    meter.note(0, 1000);
    expect(meter.speed(100, 5000)).toBeNull();
  });

  test('is that of the last five seconds', () => {
    const meter = new SpeedMeter();
    for (let at = 0; at <= 20_000; at += 250) meter.note(at, Math.min(at, 10_000));
    expect(meter.speed(20_000, 10_000)).toBe(0);
    for (let at = 20_250; at <= 30_000; at += 250) meter.note(at, 10_000 + (at - 20_000) * 2);
    expect(meter.speed(30_000, 30_000)).toBe(2000);
  });

  test.for([
    [1000, 300, 4],
    [0, 300, 0],
    [1000, 0, null],
    [1000, null, null],
  ] as const)('%i bytes at %s per second take %s s', ([missing, speed, left]) => {
    expect(secondsLeft(missing, speed)).toBe(left);
  });
});

describe('the file of a quant', () => {
  const FILES = [
    'README.md',
    'm-Q4_K_S.gguf',
    'm-Q4_K_M.gguf',
    'm-IQ4_XS.gguf',
    'mmproj-m-Q8_0.gguf',
    'm.Q8_0.gguf',
    'm-again.Q8_0.gguf',
    'q5_k_m/m-q5_k_m.gguf',
    'F16/m-F16-00001-of-00002.gguf',
    'F16/m-F16-00002-of-00002.gguf',
  ].map((path) => ({ path, size_bytes: 1, sha256: null }));

  test.for([
    ['Q4_K_M', 'm-Q4_K_M.gguf'],
    ['q4_k_m', 'm-Q4_K_M.gguf'],
    ['IQ4_XS', 'm-IQ4_XS.gguf'],
    ['Q8_0', 'm.Q8_0.gguf'],
    ['m-again.Q8_0', 'm-again.Q8_0.gguf'],
    ['Q5_K_M', 'q5_k_m/m-q5_k_m.gguf'],
  ])('%s is %s', ([quant = '', file]) => {
    expect(fileOfQuant('a/m', FILES, quant)).toBe(file);
  });

  test.for([
    ['Q4_K', 'HUB_NOT_FOUND'],
    ['mmproj-m-Q8_0', 'HUB_NOT_FOUND'],
    ['F16', 'GGUF_UNSUPPORTED'],
  ])('%s is refused as %s', ([quant = '', code]) => {
    expect(() => fileOfQuant('a/m', FILES, quant)).toThrow(expect.objectContaining({ code }));
  });
});
