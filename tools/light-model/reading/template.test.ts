import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../scripts/gguf/random.ts';
import { bare, patternOf, phraseCount, phraseOf } from './phrases.ts';
import { parseTemplate } from './template.ts';

/** What comes out when one draws often enough. */
function phrases(source: string, slots?: Parameters<typeof parseTemplate>[1]): readonly string[] {
  const template = parseTemplate(source, slots);
  const random = new SeededRandom(1);
  const drawn = Array.from({ length: 400 }, () => phraseOf(template, random));
  return [...new Set(drawn)].toSorted();
}

describe('a template', () => {
  test('without brackets is one phrase', () => {
    expect(phrases('importar modelo')).toEqual(['importar modelo']);
  });

  test('takes one of what stands in braces', () => {
    expect(phrases('{import|load} it')).toEqual(['import it', 'load it']);
  });

  test('has or has not what stands in parentheses, and no double spaces then', () => {
    expect(phrases('how (exactly) so')).toEqual(['how exactly so', 'how so']);
  });

  test('nests', () => {
    expect(phrases('{a {big|small} (red) one|none}')).toEqual([
      'a big one',
      'a big red one',
      'a small one',
      'a small red one',
      'none',
    ]);
  });

  test('takes from a list by its name', () => {
    const slots = new Map([['pet', [parseTemplate('cat'), parseTemplate('(old) dog')]]]);
    expect(phrases('my <pet>', slots)).toEqual(['my cat', 'my dog', 'my old dog']);
  });

  test('counts what it stands for', () => {
    expect(phraseCount(parseTemplate('{a|b (c)} (d)'))).toBe(6);
  });

  test.each([
    ['{a|b', 'no "}"'],
    ['a) b', '")"'],
    ['a|b', '"|"'],
    ['the <pet>', 'no list named "pet"'],
  ])('that is wrong is refused: %s', (source, what) => {
    expect(() => parseTemplate(source)).toThrow(what);
  });

  test('knows its phrases again, however they are written', () => {
    const pattern = patternOf(parseTemplate('¿{cómo|de qué manera} (lo) importo'));
    for (const text of ['COMO LO IMPORTO', 'cómo importo?', 'De qué manera  importo...']) {
      expect(pattern.test(bare(text))).toBe(true);
    }
    expect(pattern.test(bare('cómo lo importo yo'))).toBe(false);
  });
});
