import type { Token } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { type Detokenize, TokenText } from './token-text.ts';

/** A vocabulary in which every token is one byte. */
const detokenize: Detokenize = (tokens) => new TextDecoder().decode(Uint8Array.from(tokens));

const isToken = (value: number): value is Token => Number.isInteger(value);

function pieces(bytes: Iterable<number>): string[] {
  const text = new TokenText(detokenize, []);
  return [...[...bytes].filter(isToken).map((token) => text.push(token)), text.end()];
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a character of several tokens appears when it is whole', () => {
  expect(pieces(utf8('a€b'))).toEqual(['a', '', '', '€', 'b', '']);
  expect(pieces(utf8('😀'))).toEqual(['', '', '', '😀', '']);
});

test('half a character at the end is dropped', () => {
  expect(pieces(utf8('x😀').slice(0, 3))).toEqual(['x', '', '', '']);
});

test('bytes that are no character do not hold the answer up', () => {
  expect(pieces([...Array<number>(8).fill(0x80), 0x41]).join('')).toMatch(/^\uFFFD+A$/);
});

test('every text comes back whole, in valid pieces', () => {
  const text = 'señor, ¿qué? 漢字 👩‍👩‍👧 naïve';
  const all = pieces(utf8(text));
  expect(all.join('')).toBe(text);
  expect(all.every((piece) => piece.isWellFormed() && !piece.includes('\uFFFD'))).toBe(true);
});
