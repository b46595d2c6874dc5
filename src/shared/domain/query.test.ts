import { describe, expect, test } from 'vitest';
import { previewOf, querySchema } from './query.ts';

const MESSAGE = { role: 'user', content: 'Hola' };

const TAKEN: readonly (readonly [string, object])[] = [
  ['a text', { query: 'Hola' }],
  ['a chat', { messages: [{ role: 'system', content: '' }, MESSAGE] }],
  ['a chat beside an empty text', { query: '  ', messages: [MESSAGE] }],
  [
    'a text beside a chat that says nothing',
    { query: 'a', messages: [{ ...MESSAGE, content: '' }] },
  ],
  ['any kind of query', { query: 'a', query_type: 'summarization' }],
  ['a priority by name, older name, number or digit', { query: 'a', priority: 'high' }],
  ['a priority by its older name', { query: 'a', priority: 'BACKGROUND' }],
  ['a priority as a number', { query: 'a', priority: 0 }],
  ['the longest deadline', { query: 'a', deadline_ms: 86_400_000 }],
  ['the longest answer', { query: 'a', max_tokens: 32_768 }],
  ['the limits of sampling', { query: 'a', temperature: 0, top_p: 1, seed: 0 }],
  [
    'the other limits of sampling',
    { query: 'a', temperature: 2, top_p: 0.01, seed: 4_294_967_295 },
  ],
  ['sixteen stop texts', { query: 'a', stop: Array.from({ length: 16 }, () => 'x') }],
  ['any metadata', { query: 'a', metadata: { deep: [{ ñ: null }] } }],
  ['who calls', { query: 'a', module_id: 'hija-17', module_type: 'HIJA' }],
  ['an idempotency key', { query: 'a', idempotency_key: 'k' }],
  ['flags', { query: 'a', requires_cli: false, interactive: true }],
];
test.for(TAKEN)('takes %s as it is', ([, input]) => {
  expect(querySchema.parse(input)).toEqual(input);
});

const REFUSED: readonly (readonly [string, object, string])[] = [
  ['nothing asked', {}, 'query'],
  ['an empty text', { query: '' }, 'query'],
  ['a text of spaces', { query: ' \n\t' }, 'query'],
  ['a chat that says nothing', { messages: [{ ...MESSAGE, content: ' ' }] }, 'query'],
  ['a text and a chat', { query: 'a', messages: [MESSAGE] }, 'query'],
  ['an empty chat', { messages: [] }, 'messages'],
  [
    'a chat of over a thousand',
    { messages: Array.from({ length: 1001 }, () => MESSAGE) },
    'messages',
  ],
  ['an unknown role', { messages: [{ role: 'king', content: 'a' }] }, 'messages.0.role'],
  ['a message without content', { messages: [{ role: 'user' }] }, 'messages.0.content'],
  ['a text that is no text', { query: 7 }, 'query'],
  ['an unknown kind of query', { query: 'a', query_type: 'poetry' }, 'query_type'],
  ['an unknown priority', { query: 'a', priority: 'urgent' }, 'priority'],
  ['a priority out of range', { query: 'a', priority: 4 }, 'priority'],
  ['a deadline that is over', { query: 'a', deadline_ms: 0 }, 'deadline_ms'],
  ['a deadline over a day', { query: 'a', deadline_ms: 86_400_001 }, 'deadline_ms'],
  ['half a millisecond', { query: 'a', deadline_ms: 1.5 }, 'deadline_ms'],
  ['an answer of no tokens', { query: 'a', max_tokens: 0 }, 'max_tokens'],
  ['an answer without end', { query: 'a', max_tokens: 32_769 }, 'max_tokens'],
  ['a number as text', { query: 'a', max_tokens: '5' }, 'max_tokens'],
  ['a negative temperature', { query: 'a', temperature: -0.1 }, 'temperature'],
  ['a hot temperature', { query: 'a', temperature: 2.1 }, 'temperature'],
  ['no probability at all', { query: 'a', top_p: 0 }, 'top_p'],
  ['too much probability', { query: 'a', top_p: 1.1 }, 'top_p'],
  ['a negative seed', { query: 'a', seed: -1 }, 'seed'],
  ['a seed over 32 bits', { query: 'a', seed: 4_294_967_296 }, 'seed'],
  ['not a number', { query: 'a', temperature: Number.NaN }, 'temperature'],
  ['an empty stop text', { query: 'a', stop: [''] }, 'stop.0'],
  ['seventeen stop texts', { query: 'a', stop: Array.from({ length: 17 }, () => 'x') }, 'stop'],
  ['a stop text alone', { query: 'a', stop: 'x' }, 'stop'],
  ['metadata that is a list', { query: 'a', metadata: [] }, 'metadata'],
  ['an empty module id', { query: 'a', module_id: '' }, 'module_id'],
  ['a long module id', { query: 'a', module_id: 'x'.repeat(129) }, 'module_id'],
  ['an empty key', { query: 'a', idempotency_key: '' }, 'idempotency_key'],
  ['a long key', { query: 'a', idempotency_key: 'x'.repeat(257) }, 'idempotency_key'],
  ['an empty preference', { query: 'a', model_preference: '' }, 'model_preference'],
  ['null for a field', { query: 'a', max_tokens: null }, 'max_tokens'],
];
test.for(REFUSED)('refuses %s and names the field', ([, input, field]) => {
  const { error } = querySchema.safeParse(input);
  expect(error?.issues[0]?.path.join('.')).toBe(field);
});

describe('fields that nobody knows', () => {
  test('are left out', () => {
    expect(querySchema.parse({ query: 'a', colour: 'red' })).toEqual({ query: 'a' });
  });
});

test.for([
  [{ query: 'hola' }, 'hola'],
  [{ query: 'x'.repeat(280) }, 'x'.repeat(280)],
  [{ query: 'x'.repeat(281) }, `${'x'.repeat(280)}…`],
  [{ query: `${'x'.repeat(279)}🎚️ y más` }, `${'x'.repeat(279)}…`],
  [
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'last' },
      ],
    },
    'last',
  ],
  [{}, ''],
] as const)('the start of %j is "%s"', ([input, preview]) => {
  expect(
    previewOf({ ...input, messages: 'messages' in input ? [...input.messages] : undefined }),
  ).toBe(preview);
});
