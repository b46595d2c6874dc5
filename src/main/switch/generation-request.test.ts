import { describe, expect, test } from 'vitest';
import type { ChatMessage, QueryInput } from '../../shared/domain/query.ts';
import { askedText, generationRequest, standsAlone } from './generation-request.ts';
import { model } from './testing/models.ts';

const CHAT: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'first' },
  { role: 'assistant', content: 'answer' },
  { role: 'user', content: 'second' },
  { role: 'assistant', content: 'Sure: ' },
];
const light = model('light', { light_model: { beyond: ['No.'] }, context_length: 1024 });
const NOTHING = { text: '', tokens: [] };
const toModel = (input: QueryInput, to = model('a')) => generationRequest(input, to, NOTHING);
const chat = (...messages: ChatMessage[]) => ({ kind: 'chat', messages });

test('of a chat, what the user said last is what is asked', () => {
  expect(askedText({ messages: CHAT })).toBe('second');
  expect(askedText({ messages: CHAT.slice(0, 1) })).toBe('');
});

test('a question stands alone without instructions and earlier turns', () => {
  expect(standsAlone({ query: 'x' })).toBe(true);
  expect(standsAlone({ messages: CHAT.slice(1, 2) })).toBe(true);
  expect(standsAlone({ messages: CHAT.slice(0, 2) })).toBe(false);
});

test('an ordinary model reads everything, and varies its words', () => {
  const request = toModel({ messages: CHAT });
  expect(request).toMatchObject({ prompt: chat(...CHAT), temperature: 0.7 });
  expect(toModel({ query: 'x' }).prompt).toEqual(chat({ role: 'user', content: 'x' }));
});

test('an answer is gone on with where something was written', () => {
  expect(toModel({ query: 'x' }).continue_from).toBeUndefined();
  const written = { text: 'ho', tokens: [7] };
  expect(generationRequest({ query: 'x' }, undefined, written).continue_from).toEqual(written);
});

describe('a light model', () => {
  test('writes the most likely words, unless the caller says otherwise', () => {
    expect(toModel({ query: 'x' }, light).temperature).toBe(0);
    expect(toModel({ query: 'x', temperature: 1 }, light).temperature).toBe(1);
  });

  test('reads the last question alone', () => {
    const question = chat({ role: 'user', content: 'second' });
    expect(toModel({ messages: CHAT }, light).prompt).toEqual(question);
  });

  test('is given whatever there is when nothing is asked', () => {
    const instructions = CHAT.slice(0, 1);
    expect(toModel({ messages: instructions }, light).prompt).toEqual(chat(...instructions));
  });

  test('of a long question reads the beginning and the end, which always fit', () => {
    const query = `What ${'😀'.repeat(5000)} now?`;
    const { prompt } = toModel({ query }, light);
    const text = prompt.kind === 'chat' ? (prompt.messages[0]?.content ?? '') : '';
    expect(text).toMatch(/^What 😀.* … .*😀 now\?$/u);
    expect(text).not.toContain('\uFFFD');
    expect(Buffer.byteLength(text)).toBeLessThan(800);
    const short = 'ñ'.repeat(384);
    expect(toModel({ query: short }, light).prompt).toEqual(chat({ role: 'user', content: short }));
  });
});
