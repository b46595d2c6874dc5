import { describe, expect, test } from 'vitest';
import {
  baseModelOf,
  licenseOf,
  ownWordsOf,
  readList,
  readRepository,
} from './hugging-face-answers.ts';

/** A recorded row of `/api/models` (without its chat template). */
const ROW = {
  _id: '67d1262900000000deadbeef',
  id: 'ggml-org/gemma-3-1b-it-GGUF',
  gated: false,
  downloads: 186_325,
  likes: 38,
  lastModified: '2025-03-12T10:30:05.000Z',
  sha: 'f9c28bcd85737ffc5aef028638d3341d49869c27',
  tags: [
    'gguf',
    'base_model:google/gemma-3-1b-it',
    'base_model:quantized:google/gemma-3-1b-it',
    'license:gemma',
    'conversational',
  ],
  gguf: {
    total: 999_885_952,
    architecture: 'gemma3',
    context_length: 32_768,
    chat_template: '{{ messages }}',
    totalFileSize: 2_006_573_568,
  },
  siblings: [{ rfilename: 'README.md' }, { rfilename: 'gemma-3-1b-it-Q4_K_M.gguf' }],
};
const SHA = 'd54b4f4ec06dbae558d25b2d1542417cdf9547907342db85eecd05b6e96e88f8';
const first = (row: object) => readList([row])?.good[0];

describe('a list', () => {
  test('gives what is needed of each row', () => {
    const row = first(ROW);
    expect(row).toMatchObject({ id: ROW.id, gated: null, downloads: 186_325, likes: 38 });
    expect(row && licenseOf(row)).toBe('gemma');
    expect(row && baseModelOf(row)).toBe('google/gemma-3-1b-it');
    expect(row && ownWordsOf(row)).toEqual([ROW.id, 'gguf', 'conversational']);
  });

  test('discards rows that make no sense, and keeps the others', () => {
    const rows = [ROW, null, 'x', {}, { ...ROW, id: '../../etc' }, { ...ROW, id: 'a/b/c' }];
    expect(readList(rows)).toMatchObject({ good: [{ id: ROW.id }], malformed: 5 });
  });

  test.for([
    ['downloads', 1e15],
    ['downloads', -1],
    ['downloads', '186325'],
    ['likes', 1.5],
    ['likes', Number.MAX_SAFE_INTEGER],
    ['lastModified', 'yesterday'],
    ['createdAt', '9999-01-01'],
    ['gated', 'perhaps'],
  ] as const)('takes %s of %j for unknown', ([key, value]) => {
    expect(first({ ...ROW, [key]: value })).toMatchObject({ id: ROW.id, [key]: null });
  });

  test('is none where the body is another', () => {
    expect(readList({ error: 'no' })).toBeUndefined();
  });
});

describe('a repository', () => {
  const read = (more: object) => readRepository({ ...ROW, ...more });

  test('gives its header and the true sizes of its files', () => {
    const siblings = [
      { rfilename: 'config.json', blobId: 'dc', size: 31 },
      { rfilename: 'm.Q2_K.gguf', size: 15_644_035_008, lfs: { sha256: SHA, pointerSize: 136 } },
    ];
    expect(read({ siblings })).toMatchObject({
      header: { total: 999_885_952, architecture: 'gemma3', context_length: 32_768 },
      files: [
        { path: 'config.json', size_bytes: 31, sha256: null },
        { path: 'm.Q2_K.gguf', size_bytes: 15_644_035_008, sha256: SHA },
      ],
    });
  });

  test('leaves out files without a size that could be', () => {
    const siblings = [
      { rfilename: 'none.gguf' },
      { rfilename: 'text.gguf', size: '1.5GB' },
      { rfilename: 'minus.gguf', size: -1 },
      { rfilename: 'huge.gguf', size: 1e15 },
      { rfilename: 'good.gguf', size: 5, lfs: { sha256: 'short' } },
    ];
    expect(read({ siblings })?.files).toEqual([{ path: 'good.gguf', size_bytes: 5, sha256: null }]);
  });

  test('takes an absurd header for unknown', () => {
    const gguf = { total: 1_024_819.1e12, architecture: 7, context_length: 0 };
    const unknown = { total: null, architecture: null, context_length: null };
    expect(read({ gguf })?.header).toEqual(unknown);
    expect(read({ gguf: undefined })?.header).toEqual(unknown);
  });

  test('is none without files', () => {
    expect(read({ siblings: undefined })).toBeUndefined();
    expect(readRepository(undefined)).toBeUndefined();
  });
});
