import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { querySchema } from '../domain/query.ts';
import { normaliseInput } from './normalise-input.ts';

const FORMS: readonly (readonly [unknown, unknown])[] = [
  [{}, {}],
  [
    { query: 'a', module_id: 'b' },
    { query: 'a', module_id: 'b' },
  ],
  [
    { moduleId: 'b', queryType: 'code', maxTokens: 5 },
    { module_id: 'b', query_type: 'code', max_tokens: 5 },
  ],
  [
    { idempotencyKey: 'k', deadlineMs: 5, topP: 1, requiresCli: false },
    { idempotency_key: 'k', deadline_ms: 5, top_p: 1, requires_cli: false },
  ],
  [
    { prompt: 'a', module: 'b', model: 'c' },
    { query: 'a', module_id: 'b', model_preference: 'c' },
  ],
  [{ modelPreference: 'c' }, { model_preference: 'c' }],
  [{ query: 'now', prompt: 'before' }, { query: 'now' }],
  [{ prompt: 'before', query: 'now' }, { query: 'now' }],
  [{ module_id: 'now', moduleId: 'camel', module: 'before' }, { module_id: 'now' }],
  [{ unknownKey: 1 }, { unknown_key: 1 }],
];
test.for(FORMS)('%j is read as %j', ([input, expected]) => {
  expect(normaliseInput(input)).toEqual(expected);
});

test.for([['text'], [7], [null], [undefined], [true], [[{ moduleId: 'a' }]]])(
  '%j is no object and stays as it is',
  ([input]) => {
    expect(normaliseInput(input)).toBe(input);
  },
);

test('metadata and messages stay as the caller wrote them', () => {
  const metadata = { moduleId: 1, prompt: { userName: [{ aB: 1 }] } };
  const messages = [{ role: 'user', content: 'a', extraKey: 1 }];
  const read = normaliseInput({ metadata, messages });
  expect(read).toEqual({ metadata, messages });
  expect(read).toHaveProperty('metadata', metadata);
});

test('the input itself is not changed', () => {
  const input = Object.freeze({ moduleId: 'a', prompt: 'b' });
  normaliseInput(input);
  expect(input).toEqual({ moduleId: 'a', prompt: 'b' });
});

describe('keys that mean something to JavaScript', () => {
  test.for([
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['toString', 'to_string'],
    ['hasOwnProperty', 'has_own_property'],
  ] as const)('%s is a key like any other', ([key, kept]) => {
    const input: unknown = JSON.parse(`{"query": "a", "${key}": {"admin": true}}`);
    const read = normaliseInput(input);
    expect(Object.keys(Object(read))).toEqual(['query', kept]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read).not.toHaveProperty('admin');
    expect(Object.prototype).not.toHaveProperty('admin');
    expect(querySchema.parse(read)).toEqual({ query: 'a' });
  });

  test('a prototype cannot lend a field that the caller did not send', () => {
    const read = normaliseInput(JSON.parse('{"__proto__": {"query": "smuggled"}}'));
    expect(querySchema.safeParse(read).success).toBe(false);
  });
});

test('what is normalised once stays so', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (input) => {
      const once = normaliseInput(input);
      expect(normaliseInput(once)).toEqual(once);
    }),
  );
});
