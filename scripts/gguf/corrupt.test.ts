import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GgufErrorCode } from '../../src/main/hermes/gguf/gguf-error.ts';
import { validateGguf } from '../../src/main/hermes/gguf/validate.ts';
import { type DamageName, writeDamaged } from './corrupt.ts';
import { tinyRandom } from './presets.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx11-corrupt-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A record, so that a damage without an expectation does not compile. */
const REFUSALS: Readonly<Record<DamageName, readonly [GgufErrorCode, names: string]>> = {
  'plain text': ['NOT_GGUF', 'not a GGUF'],
  'a web page': ['NOT_GGUF', 'web page'],
  'an empty file': ['NOT_GGUF', 'empty'],
  'a truncated tail': ['GGUF_TRUNCATED', 'the end is missing'],
  'a truncated header': ['GGUF_TRUNCATED', 'ends'],
  'an unknown version': ['GGUF_UNSUPPORTED', 'version 99'],
  'a huge number of tensors': ['GGUF_INVALID', 'tensors'],
  'a huge number of keys': ['GGUF_INVALID', 'metadata values'],
  'no heads': ['GGUF_INVALID', 'head_count is 0'],
  'a billion layers': ['GGUF_INVALID', 'block_count is 1073741824'],
  'an end token out of range': ['GGUF_INVALID', 'eos_token_id is 4000000'],
  'an odd alignment': ['GGUF_INVALID', 'alignment'],
  'a missing byte token': ['GGUF_INVALID', '<0x41> is missing'],
  'a nested list': ['GGUF_INVALID', '"nested"'],
  'the same key twice': ['GGUF_INVALID', '"general.architecture" occurs twice'],
  'a missing tensor': ['GGUF_INVALID', '"blk.0.ffn_down.weight" is missing'],
  'the same tensor twice': ['GGUF_INVALID', '"token_embd.weight" occurs twice'],
  'a tensor beyond the end': ['GGUF_INVALID', '"output_norm.weight" has the offset'],
  'an unknown tensor type': ['GGUF_INVALID', 'unknown type 9999'],
  'an absurd dimension': ['GGUF_INVALID', '"output_norm.weight" has a dimension of 1099511627776'],
};

describe('a generated file is refused, and the message names the fault, when it has', () => {
  test.for(Object.entries(REFUSALS))('%s', async ([name, [code, names]]) => {
    const path = join(folder, 'damaged.gguf');
    await writeDamaged(path, tinyRandom(1), name as DamageName);
    await expect(validateGguf(path)).rejects.toMatchObject({
      name: 'GgufError',
      code,
      message: expect.stringContaining(names),
    });
  });
});
