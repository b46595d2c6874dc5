import { describe, expect, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { type Ranked, scoreOf } from './score.ts';

const NOW = epochMs(Date.parse('2026-11-24'));
const MODEL: Ranked = {
  id: 'somebody/model',
  specialties: ['text_generation'],
  downloads: 10_000,
  likes: 20,
  parameters: 1e9,
  base_model: 'nobody/base',
  dated: '2026-11-24T00:00:00.000Z',
  share_of_room: 0.7,
};
const score = (more: Partial<Ranked> = {}, wanted: Parameters<typeof scoreOf>[1] = null) =>
  scoreOf({ ...MODEL, ...more }, wanted, NOW);

test('a score is 0.4 specialty + 0.3 quality + 0.2 size + 0.1 popularity', () => {
  // 0.35 × 0.5 (usual likes) + 0.25 × 0.525 (ln 10 / ln 80) + 0.2 × 1 (of today) + 0.2 × 0.6
  expect(score({}, 'text_generation')).toEqual({
    total: 0.775,
    specialty: 1,
    quality: 0.626,
    size: 0.6,
    popularity: 0.667,
  });
});

describe('specialty', () => {
  test.for([
    [['code'], 'code', 1],
    [['text_generation', 'code'], 'code', 1],
    [['code', 'vision'], 'code', 0.5],
    [['text_generation', 'code'], 'text_generation', 0.5],
    [['vision'], 'code', 0],
    [[], 'code', 0],
    [['code'], null, 0.5],
  ] as const)('of %j for %s is %d', ([specialties, wanted, expected]) => {
    expect(score({ specialties: [...specialties] }, wanted).specialty).toBe(expected);
  });
});

describe('quality', () => {
  const quality = (more: Partial<Ranked>) => score(more).quality;

  test('rises with likes per download, and a few likes are no proof', () => {
    expect(quality({ likes: 200 })).toBeGreaterThan(quality({ likes: 20 }));
    expect(quality({ likes: 2, downloads: 3 })).toBeLessThan(quality({ likes: 100 }));
  });

  test('falls when counts are gamed by downloads', () => {
    expect(quality({ downloads: 50_000_000 })).toBeLessThan(quality({}));
  });

  test('of a model without counts is in the middle', () => {
    expect(quality({ likes: null })).toBe(quality({}));
  });

  test('rises with parameters, up to 8 billion', () => {
    expect(quality({ parameters: 3e9 })).toBeGreaterThan(quality({ parameters: 1e9 }));
    expect(quality({ parameters: 70e9 })).toBe(quality({ parameters: 8e9 }));
  });

  test('fades by age; a date to come counts as none', () => {
    const year = quality({ dated: '2025-11-24T00:00:00.000Z' });
    expect(quality({}) - year).toBeCloseTo(0.1, 2);
    expect(quality({ dated: '2099-01-01' })).toBe(quality({ dated: null }));
  });

  test('is higher for what is made by or from a known maker', () => {
    expect(quality({ base_model: 'Qwen/Qwen3-1.7B' })).toBeGreaterThan(quality({}));
    expect(quality({ id: 'ibm-granite/granite' })).toBe(quality({ base_model: 'google/gemma' }));
    expect(quality({ base_model: null })).toBeLessThan(quality({}));
  });
});

test('what does not fit gets nothing for its size', () => {
  expect(score({ share_of_room: 1 }).size).toBe(0);
  expect(score({ share_of_room: 0.75 }).size).toBe(0.5);
});

test('a toy does not win by being tiny', () => {
  expect(score({ share_of_room: 0.001 }).size).toBe(score({ share_of_room: 0.5 }).size);
});

test('a remote model does not win by a size of 0 or a count that is not there', () => {
  const remote = score({ share_of_room: null, downloads: null, likes: null });
  expect(remote).toMatchObject({ size: 0.5, popularity: 0.5 });
  expect(score({ downloads: null }).popularity).toBe(0);
});
