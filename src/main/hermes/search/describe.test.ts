import { describe, expect, test } from 'vitest';
import type { SearchFilters } from '../../../shared/contract/model-search.ts';
import { bytes, epochMs } from '../../../shared/domain/units.ts';
import { describeRemote } from './describe-remote.ts';
import { describeRepository, type Measure, reasonToPass } from './describe-repository.ts';
import type { DetailedRepository } from './hugging-face-answers.ts';
import type { RemoteModel } from './openrouter-answers.ts';
import { questionOf } from './question.ts';

const LIMIT = 2 ** 31;

function measure(filters: SearchFilters = {}, free = 4e9): Measure {
  return {
    question: questionOf('', filters, LIMIT),
    sizeLimit: bytes(LIMIT),
    free: bytes(free),
    needOf: ({ bytes: size }) => bytes(size + 300e6),
    now: epochMs(Date.parse('2026-11-24')),
  };
}

const file = (path: string, size_bytes: number) => ({ path, size_bytes, sha256: null });
const REPOSITORY: DetailedRepository = {
  id: 'bartowski/Llama-3.2-3B-Instruct-GGUF',
  gated: null,
  downloads: 100_000,
  likes: 200,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-02-01T00:00:00.000Z',
  disabled: false,
  pipeline_tag: 'text-generation',
  tags: ['gguf', 'license:llama3.2', 'base_model:meta-llama/Llama-3.2-3B-Instruct'],
  header: { total: 3_212_749_888, architecture: 'llama', context_length: 131_072 },
  files: [
    file('Llama-3.2-3B-Instruct-Q2_K.gguf', 1_364e6),
    file('Llama-3.2-3B-Instruct-Q4_K_M.gguf', 2_019e6),
    file('Llama-3.2-3B-Instruct-Q8_0.gguf', 3_422e6),
  ],
};
const describing = (
  more: Partial<DetailedRepository> = {},
  filters: SearchFilters = {},
  free?: number,
) => describeRepository({ ...REPOSITORY, ...more }, 'https://hub/x', measure(filters, free));
const chosen = (...args: Parameters<typeof describing>) => {
  const found = describing(...args);
  return typeof found === 'string' ? found : found.chosen?.split(':')[1];
};

describe('a repository', () => {
  test('is found with every quant, its true size, and whether it fits here and why', () => {
    expect(describing()).toMatchObject({
      id: REPOSITORY.id,
      name: 'Llama-3.2-3B-Instruct-GGUF',
      license: 'llama3.2',
      parameters: 3_212_749_888,
      parameters_from: 'hub',
      specialties: ['text_generation'],
      chosen: `${REPOSITORY.id}:Q4_K_M`,
      quants: [
        { label: 'Q2_K', verdict: 'fits', size_bytes: 1_364e6, needed_bytes: 1_664e6 },
        {
          label: 'Q4_K_M',
          verdict: 'fits',
          reason: 'Fits: it needs about 2.3 GB of memory by estimate, and 4.0 GB can be used now.',
        },
        {
          label: 'Q8_0',
          verdict: 'over_limit',
          reason: 'The file has 3.4 GB; the limit is 2.1 GB (model_size_limit).',
        },
      ],
    });
  });

  test('is taken in the best smaller quant where the usual one is too large', () => {
    expect(chosen({}, { size_max: '1.5GB' })).toBe('Q2_K');
    expect(chosen({}, {}, 2e9)).toBe('Q2_K');
  });

  test('is still shown where nothing fits now, and gets nothing for its size', () => {
    expect(chosen({}, {}, 1e9)).toBe('Q4_K_M');
    expect(describing({}, {}, 1e9)).toMatchObject({
      score: { size: 0 },
      quants: [{ verdict: 'no_room' }, { verdict: 'no_room' }, { verdict: 'over_limit' }],
    });
  });

  test.for([
    ['over_limit', { files: [file('m-Q8_0.gguf', 3_422e6)] }],
    ['unusable', { files: [file('mmproj-f16.gguf', 5e6)] }],
    ['unusable', { header: { ...REPOSITORY.header, architecture: 'flux' } }],
  ] satisfies [string, Partial<DetailedRepository>][])('is left out as %s', ([why, more]) => {
    expect(describing(more)).toBe(why);
  });

  test.for([
    [{ parameters_max: '3B' }, 'filtered'],
    [{ parameters_min: '3B', parameters_max: '4B' }, 'Q4_K_M'],
    [{ context_min: 131_072 }, 'Q4_K_M'],
    [{ context_min: 131_073 }, 'filtered'],
    [{ quant: 'q2_k' }, 'Q2_K'],
    [{ quant: ['Q6_K', 'Q5_K_M'] }, 'filtered'],
    [{ quant: 'Q8_0' }, 'filtered'],
    [{ size_min: '2GB' }, 'Q4_K_M'],
    [{ size_min: '1GB', size_max: '1.4GB' }, 'Q2_K'],
    [{ size_max: '1GB' }, 'filtered'],
  ] satisfies [SearchFilters, string][])('under the filters %j is %s', ([filters, expected]) => {
    expect(chosen({}, filters)).toBe(expected);
  });

  test('with an unknown context does not pass for a long one', () => {
    const header = { ...REPOSITORY.header, context_length: null };
    expect(describing({ header }, { context_min: 1 })).toBe('filtered');
  });
});

describe('a listed repository', () => {
  test.for([
    [{}, {}, undefined],
    [{ disabled: true }, {}, 'unusable'],
    [{ id: 'a/Llama-70B-GGUF' }, {}, 'over_limit'],
    [{ id: 'a/Llama-8B-GGUF' }, { size_max: '500MB' }, 'filtered'],
    [{}, { license: 'MIT' }, 'filtered'],
    [{}, { license: ['mit', 'LLAMA3.2'] }, undefined],
    [{}, { gated: true }, 'filtered'],
    [{ gated: 'auto' }, { gated: true }, undefined],
    [{ gated: 'auto' }, { gated: false }, 'filtered'],
    [{}, { specialty: 'code' }, 'filtered'],
    [{ id: 'a/Coder-GGUF' }, { specialty: 'code' }, undefined],
  ] satisfies [Partial<DetailedRepository>, SearchFilters, string | undefined][])(
    '%j under %j is passed over as %s',
    ([more, filters, why]) => {
      expect(reasonToPass({ ...REPOSITORY, ...more }, measure(filters))).toBe(why);
    },
  );
});

describe('a remote model', () => {
  const REMOTE: RemoteModel = {
    id: 'qwen/qwen3-coder-30b',
    name: 'Qwen3 Coder',
    description: '',
    created: '2026-01-01T00:00:00.000Z',
    context_length: 262_144,
    output_modalities: ['text'],
    terms: {
      prompt_price: 0.1,
      completion_price: 0.3,
      free: false,
      expires_at: null,
      input_modalities: ['text'],
      supported_parameters: ['tools'],
    },
  };
  const remote = (filters: SearchFilters = {}, more: Partial<RemoteModel> = {}) =>
    describeRemote({ ...REMOTE, ...more }, measure(filters));

  test('has a price and no file', () => {
    expect(remote()).toMatchObject({
      id: 'openrouter/qwen/qwen3-coder-30b',
      specialties: ['text_generation', 'code'],
      parameters: 30e9,
      quants: [],
      chosen: null,
      remote: { prompt_price: 0.1 },
      score: { size: 0.5 },
    });
  });

  test('is left out when it has expired, or writes no text', () => {
    expect(remote({}, { output_modalities: ['image'] })).toBe('unusable');
    expect(remote({}, { output_modalities: [] })).not.toBeTypeOf('string');
    expect(remote({}, { terms: { ...REMOTE.terms, expires_at: '2026-01-01' } })).toBe('unusable');
  });

  test.for([
    [{ size_min: '1MB' }],
    [{ license: 'mit' }],
    [{ quant: 'Q4_K_M' }],
    [{ gated: true }],
    [{ specialty: 'vision' }],
    [{ parameters_max: '8B' }],
    [{ context_min: 1_000_000 }],
  ] satisfies [SearchFilters][])('is left out by the filters %j', ([filters]) => {
    expect(remote(filters)).toBe('filtered');
  });

  test.for([
    [{ size_max: '2GB' }],
    [{ gated: false }],
    [{ specialty: 'code' }],
    [{ parameters_min: '8B' }],
    [{ context_min: 262_144 }],
  ] satisfies [SearchFilters][])('passes the filters %j', ([filters]) => {
    expect(remote(filters)).not.toBeTypeOf('string');
  });
});
