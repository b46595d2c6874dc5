import { expect, test } from 'vitest';
import type { Model } from '../../../shared/domain/model.ts';
import { ablerModels } from './abler-models.ts';

const OK = { state: 'ok', code: null, reason: null, retry_at: null } as const;
const model = (id: string, more: Partial<Model> = {}): Model => ({
  id,
  name: id,
  source: 'local',
  label: null,
  architecture: 'llama',
  quant: 'Q4_K_M',
  parameters: null,
  size_bytes: 1000,
  context_length: 4096,
  sha256: id,
  license: null,
  tags: [],
  specialties: [],
  has_chat_template: true,
  linked: false,
  enabled: true,
  residency: 'cold',
  is_active: false,
  health: OK,
  is_warmed: false,
  uses: 0,
  success_rate: null,
  token_count: 0,
  tokens_per_second: null,
  last_used: null,
  created_at: '2026-01-01T00:00:00.000Z',
  ...more,
});
const offered = (models: readonly Model[], free?: number): string[] =>
  ablerModels(models, 'asked', free).map(({ id }) => id);

test('what is in memory is offered first, then the largest, three at most', () => {
  const models = [
    model('small'),
    model('here', { residency: 'resident', size_bytes: 500 }),
    model('large', { size_bytes: 3000 }),
    model('middle', { size_bytes: 2000 }),
  ];
  expect(offered(models)).toEqual(['here', 'large', 'middle']);
});

test('a file larger than the free memory is not offered, unless it is in memory already', () => {
  const models = [
    model('large', { size_bytes: 3000 }),
    model('here', { size_bytes: 3000, residency: 'resident' }),
    model('small'),
  ];
  expect(offered(models, 2000)).toEqual(['here', 'small']);
});

test.for<[string, Partial<Model>]>([
  ['the one that was asked', { id: 'asked' }],
  ['what ships with the product', { source: 'built-in' }],
  ['one that is disabled', { enabled: false }],
  ['one that makes embeddings', { specialties: ['embedding'] }],
  ['one that is set aside', { health: { ...OK, state: 'quarantined' } }],
  ['one without its file', { health: { ...OK, state: 'missing' } }],
  ['one that did not fit', { health: { ...OK, state: 'no_room' } }],
])('%s is not offered', ([, more]) => {
  expect(offered([model('other', more)])).toEqual([]);
});
