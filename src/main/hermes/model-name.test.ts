import { describe, expect, test } from 'vitest';
import { modelNameOf, plainFileName } from './model-name.ts';

const NAMES: readonly (readonly [string, string, string])[] = [
  ['Tiny Model (v1).gguf', 'Tiny Model (v1).gguf', 'Tiny Model (v1)'],
  ['Qwen2.5-0.5B.Q8_0.gguf', 'Qwen2.5-0.5B.Q8_0.gguf', 'Qwen2.5-0.5B.Q8_0'],
  ['../../etc/passwd', 'passwd', 'passwd'],
  ['/srv/models/a.gguf', 'a.gguf', 'a'],
  ['C:\\models\\a.gguf', 'a.gguf', 'a'],
  ['Ñandú 模型 🦙.gguf', 'Ñandú 模型 🦙.gguf', 'Ñandú 模型 🦙'],
  ['n\u0303.gguf', 'ñ.gguf', 'ñ'],
  ['a\u0000b\r\n\u202ec.gguf', 'abc.gguf', 'abc'],
  ['  a.gguf ', 'a.gguf', 'a'],
  ['.gguf', '.gguf', '.gguf'],
  ['a/', 'model.gguf', 'model'],
  ['\u0007', 'model.gguf', 'model'],
  ['', 'model.gguf', 'model'],
];
test.for(NAMES)('%j is the file "%s" and the model "%s"', ([given, file, model]) => {
  expect([plainFileName(given), modelNameOf(given)]).toEqual([file, model]);
});

describe('a long name', () => {
  test('is cut between characters, at 200 code units', () => {
    const cut = plainFileName('🦙'.repeat(300));
    expect(cut).toBe('🦙'.repeat(100));
    expect(cut.isWellFormed()).toBe(true);
  });

  test('with half a character loses it', () => {
    expect(plainFileName('a\ud83eb')).toBe('ab');
  });
});
