import { describe, expect, test, vi } from 'vitest';
import { Opening, saysBeyond } from './opening.ts';

const LIGHT = { beyond: ['That is beyond me.', 'Eso no lo sé.'] };
const open = (elsewhere = false) => {
  const asked = vi.fn<() => boolean>(() => elsewhere);
  return { opening: new Opening(LIGHT, asked), asked };
};

test.for([
  ['That is beyond me. Import a larger model.', true],
  ['  Eso no lo sé.', true],
  ['That is beyond', false],
  ['You say: "That is beyond me."', false],
  ['', false],
] as const)('"%s": beyond is %s', ([answer, expected]) => {
  expect(saysBeyond(answer, LIGHT)).toBe(expected);
  expect(saysBeyond(answer, null)).toBe(false);
});

describe('the beginning of an answer', () => {
  test('is held back while it may come to say "beyond", and shown when it says something else', () => {
    const { opening, asked } = open();
    const shown = ['That', ' is ', 'a limiter', '.'].map((piece) => opening.push(piece));
    expect(shown).toEqual(['', '', 'That is a limiter', '.']);
    expect(opening.end()).toBe('');
    expect(asked).not.toHaveBeenCalled();
  });

  test('that says it is shown to nobody when another model takes the question', () => {
    const { opening, asked } = open(true);
    const shown = ['Eso no', ' lo sé.', ' Importa'].map((piece) => opening.push(piece));
    expect(shown).toEqual(['', '', '']);
    expect(asked).toHaveBeenCalledOnce();
  });

  test('that says it is the answer when no other can', () => {
    const { opening, asked } = open();
    expect(opening.push('That is beyond me. Sorry')).toBe('That is beyond me. Sorry');
    expect(opening.push('.')).toBe('.');
    expect(asked).toHaveBeenCalledOnce();
  });

  test('that ends before it is known is shown whole', () => {
    const { opening } = open();
    expect(opening.push('That is')).toBe('');
    expect(opening.end()).toBe('That is');
  });

  test('of an ordinary model is shown at once', () => {
    const opening = new Opening(null, () => true);
    expect(opening.push('That is beyond me.')).toBe('That is beyond me.');
  });
});
