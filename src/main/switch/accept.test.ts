import { describe, expect, test } from 'vitest';
import { normaliseInput } from '../../shared/contract/normalise-input.ts';
import { type QueryInput, querySchema } from '../../shared/domain/query.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { acceptQuery } from './accept.ts';
import type { QueryCaller } from './ports.ts';

const NOW = epochMs(1_000_000);
const ANONYMOUS: QueryCaller = {
  owner: 'anonymous',
  module_id: null,
  module_type: null,
  highest_priority: 2,
};
const HIJA: QueryCaller = {
  owner: 'token:hija-7',
  module_id: 'hija-7',
  module_type: 'HIJA',
  highest_priority: 0,
};

const accept = (input: QueryInput, caller: QueryCaller = ANONYMOUS) =>
  acceptQuery(input, caller, NOW);

describe('who asks', () => {
  test('is whom the token names, whatever the body says', () => {
    const input = { query: 'x', module_id: 'madre', module_type: 'MADRE' };
    expect(accept(input, HIJA)).toMatchObject({
      owner: 'token:hija-7',
      module_id: 'hija-7',
      module_type: 'HIJA',
      priority_requested: 3,
      priority_applied: 3,
    });
  });

  const STATED: readonly (readonly [Partial<QueryInput>, string, string])[] = [
    [{}, 'anonymous', 'UNKNOWN'],
    [{ module_id: 'operator' }, 'operator', 'OPERATOR'],
    [{ module_id: 'hija-17' }, 'hija-17', 'HIJA'],
    [{ module_id: 'tentaculo-link:2' }, 'tentaculo-link:2', 'TENTACULO_LINK'],
    [{ module_id: 'my-script' }, 'my-script', 'UNKNOWN'],
    [{ module_id: 'my-script', module_type: 'Tentáculo Link' }, 'my-script', 'TENTACULO_LINK'],
    [{ module_id: 'operator', module_type: 'nonsense' }, 'operator', 'UNKNOWN'],
    [{ module_type: 'shub' }, 'anonymous', 'SHUB'],
  ];
  test.for(STATED)('without a token %j is %s, a %s', ([input, module_id, module_type]) => {
    expect(accept({ query: 'x', ...input })).toMatchObject({
      owner: 'anonymous',
      module_id,
      module_type,
    });
  });
});

describe('the priority', () => {
  const ASKED: readonly (readonly [Partial<QueryInput>, QueryCaller, number, number])[] = [
    [{}, ANONYMOUS, 2, 2],
    [{ module_type: 'MADRE' }, ANONYMOUS, 0, 2],
    [{ module_type: 'SHUB' }, ANONYMOUS, 3, 3],
    [{ priority: 'CRITICAL' }, ANONYMOUS, 0, 2],
    [{ priority: 'SYSTEM_CRITICAL' }, ANONYMOUS, 0, 2],
    [{ priority: 1 }, ANONYMOUS, 1, 2],
    [{ priority: 'low' }, ANONYMOUS, 3, 3],
    [{ priority: '0' }, HIJA, 0, 0],
    [{}, HIJA, 3, 3],
  ];
  test.for(ASKED)('of %j from %j: %i is asked for, %i applies', ([input, caller, asked, given]) => {
    expect(accept({ query: 'x', ...input }, caller)).toMatchObject({
      priority_requested: asked,
      priority_applied: given,
    });
  });
});

test('the body of an older client is understood', () => {
  const body = { module: 'operator', prompt: 'Traduce: hola', priority: 'HIGH', maxTokens: 9 };
  const row = accept(querySchema.parse(normaliseInput(body)));
  expect(row).toMatchObject({
    module_id: 'operator',
    module_type: 'OPERATOR',
    query_type: 'translation',
    priority_requested: 1,
    priority_applied: 2,
    request: { query: 'Traduce: hola', max_tokens: 9 },
  });
});

describe('the row', () => {
  test('is new, dated, and has its deadline as a time', () => {
    const first = accept({ query: 'x', deadline_ms: 500 });
    expect(first).toMatchObject({ created_at: NOW, deadline_at: NOW + 500 });
    expect(accept({ query: 'x' })).toMatchObject({
      deadline_at: null,
      model_preference: null,
      idempotency_key: null,
    });
    expect(accept({ query: 'x', deadline_ms: 500 }).query_id).not.toBe(first.query_id);
  });

  test('keeps the type that the caller states, and guesses it otherwise', () => {
    expect(accept({ query: 'Traduce: hola', query_type: 'audio' }).query_type).toBe('audio');
    expect(accept({ query: 'Traduce: hola' }).query_type).toBe('translation');
  });

  test.for([
    [{ query: 'x', query_type: 'code' }, 'code', 'caller'],
    [{ query: 'Traduce: hola' }, 'translation', 'rule'],
    [{ query: '¿Qué se ve en esta foto?' }, 'text_generation', 'rule'],
    [
      { query: 'Compara las ventas de enero y febrero y explica la diferencia' },
      'analysis',
      'classifier',
    ],
  ] as const)('says who told it: %j', ([input, query_type, query_type_source]) => {
    expect(accept(input)).toMatchObject({ query_type, query_type_source });
  });

  test('is refused for what this version cannot do, saying what to leave out', () => {
    expect(() => accept({ query: 'x', requires_cli: true })).toThrow(
      expect.objectContaining({
        code: 'NOT_AVAILABLE',
        message: expect.stringContaining('requires_cli'),
      }),
    );
    expect(accept({ query: 'x', requires_cli: false }).request).toMatchObject({ query: 'x' });
  });
});

describe('the hash of the body', () => {
  const hash = (input: QueryInput): string => accept(input).body_hash;

  test('does not depend on the order of keys, however deep', () => {
    expect(hash({ query: 'x', max_tokens: 5, metadata: { a: { b: 1, c: 2 }, d: [1] } })).toBe(
      hash({ metadata: { d: [1], a: { c: 2, b: 1 } }, max_tokens: 5, query: 'x' }),
    );
  });

  test('leaves out the key that it is compared under', () => {
    expect(hash({ query: 'x', idempotency_key: 'a' })).toBe(
      hash({ query: 'x', idempotency_key: 'b' }),
    );
  });

  test.for<[QueryInput]>([
    [{ query: 'y' }],
    [{ query: 'x', max_tokens: 5 }],
    [{ query: 'x', metadata: { list: [2, 1] } }],
    [{ query: 'x', metadata: { list: { 0: 1, 1: 2 } } }],
    [{ messages: [{ role: 'user', content: 'x' }] }],
  ])('tells %j from another', ([input]) => {
    const others: QueryInput[] = [{ query: 'x' }, { query: 'x', metadata: { list: [1, 2] } }];
    expect(others.map(hash)).not.toContain(hash(input));
  });
});
