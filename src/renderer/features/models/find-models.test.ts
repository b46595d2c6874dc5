import { expect, test } from 'vitest';
import { findModels } from './find-models.ts';

const model = (name: string, more: Partial<Parameters<typeof findModels>[0][number]> = {}) => ({
  id: `local/${name}:q8_0`,
  name,
  specialties: [],
  tags: [],
  architecture: 'llama',
  residency: 'cold' as const,
  last_used: null,
  ...more,
});
const MODELS = [
  model('zeta', { last_used: '2026-11-01T00:00:00Z' }),
  model('alfa', { specialties: ['code'] }),
  model('beta', { residency: 'resident' }),
  model('gamma', { last_used: '2026-11-02T00:00:00Z', tags: ['Traducción'] }),
];
const found = (text: string): string[] =>
  findModels(MODELS, text, (specialty) => (specialty === 'code' ? 'Código' : '')).map(
    ({ name }) => name,
  );

test('in memory first, then the ones used last, then by name', () => {
  expect(found('')).toEqual(['beta', 'gamma', 'zeta', 'alfa']);
});

test.for([
  ['ALFA', ['alfa']],
  ['codigo', ['alfa']],
  ['code', ['alfa']],
  ['traduccion', ['gamma']],
  ['local zeta', ['zeta']],
  ['zeta alfa', []],
  ['  ', ['beta', 'gamma', 'zeta', 'alfa']],
] as const)('"%s" finds %j', ([text, names]) => {
  expect(found(text)).toEqual(names);
});
