import { describe, expect, test } from 'vitest';
import { consoleAddress } from './console-address.ts';

const running = { url: 'http://127.0.0.1:41234', pid: 1 };

describe('the console is', () => {
  test('where the settings say', () => {
    const settings = { core_url: 'https://vx11.example/', host: '0.0.0.0', port: 8080 };
    expect(consoleAddress(settings, running)).toBe('https://vx11.example');
  });

  test('where the product answers now', () => {
    expect(consoleAddress({ host: '127.0.0.1', port: 0 }, running)).toBe(running.url);
    expect(consoleAddress({ host: '127.0.0.1', port: 8080 }, running)).toBe(running.url);
  });

  test('where it would after a start', () => {
    expect(consoleAddress({ host: '::', port: 8080 }, undefined)).toBe('http://[::1]:8080');
  });

  test('nobody knows where, when the port is free to choose', () => {
    expect(() => consoleAddress({ host: '127.0.0.1', port: 0 }, undefined)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/not running.*Start it first/),
      }),
    );
  });
});
