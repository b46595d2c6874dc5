import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { hasExpired, readRemoteModels } from './openrouter-answers.ts';

/** As documented; the second and third row show shapes that clients stumble over. */
const ROWS = [
  {
    id: 'openai/gpt-4',
    name: 'GPT-4',
    created: 1_692_901_234,
    description: 'A model',
    context_length: 8192,
    architecture: { input_modalities: ['text'], output_modalities: ['text'], tokenizer: 'GPT' },
    pricing: { prompt: '0.00003', completion: '0.00006', request: '0', image: '0' },
    supported_parameters: ['temperature', 'top_p'],
    expiration_date: null,
  },
  {
    id: 'openrouter/auto',
    name: 'Auto Router',
    context_length: 2_000_000,
    pricing: { prompt: '-1', completion: '-1' },
  },
  {
    id: 'vendor/model:free',
    pricing: {
      prompt: '0',
      completion: '0',
      overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000005' }],
    },
  },
];
const read = (...rows: readonly unknown[]) => readRemoteModels({ data: rows });
const terms = (pricing: object) => read({ ...ROWS[0], pricing })?.models[0]?.terms;

test('remote models are read with their prices per million tokens', () => {
  const models = read(...ROWS)?.models;
  expect(models?.map(({ id, terms: { prompt_price, free } }) => [id, prompt_price, free])).toEqual([
    ['openai/gpt-4', 30, false],
    ['openrouter/auto', null, false],
    ['vendor/model:free', 0, true],
  ]);
  expect(models?.[0]).toMatchObject({
    created: '2023-08-24T18:20:34.000Z',
    context_length: 8192,
    terms: { completion_price: 60, input_modalities: ['text'], expires_at: null },
  });
  expect(models?.[2]).toMatchObject({ name: 'vendor/model:free', context_length: null });
});

describe('a price', () => {
  test.for([
    ['variable', '-1'],
    ['empty', ''],
    ['a word', 'free'],
    ['a number', 0],
    ['absurd', '1000000'],
    ['missing', undefined],
  ] as const)('that is %s is unknown and never free', ([, prompt]) => {
    expect(terms({ prompt, completion: '0' })).toMatchObject({ prompt_price: null, free: false });
  });

  test('per request makes a model not free', () => {
    expect(terms({ prompt: '0', completion: '0', request: '0.01' })).toMatchObject({ free: false });
  });
});

test('rows that make no sense are discarded alone', () => {
  expect(read(ROWS[0], null, { id: 'no slash' }, { id: 5 })).toMatchObject({
    models: [{ id: 'openai/gpt-4' }],
    malformed: 3,
  });
  expect(readRemoteModels([])).toBeUndefined();
  expect(readRemoteModels('no')).toBeUndefined();
});

test.for([
  [null, false],
  ['2026-11-23', true],
  ['2026-11-24', false],
  ['2026-11-24T09:00:00Z', true],
  ['2027-01-01', false],
] as const)('a model that expires on %s has expired: %s', ([expiration_date, expected]) => {
  const [model] = read({ ...ROWS[0], expiration_date })?.models ?? [];
  const now = epochMs(Date.parse('2026-11-24T10:00:00Z'));
  expect(model && hasExpired(model, now)).toBe(expected);
});
