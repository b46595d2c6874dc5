import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TENSOR_TYPES } from './format.ts';
import { buildGguf, type TestModel } from './gguf-builder.test-support.ts';
import {
  llamaModel,
  ofArchitecture,
  TEMPLATE,
  TOKENS,
  withNumber,
  withPairs,
} from './llama-model.test-support.ts';
import { fileValidator } from './temporary-file.test-support.ts';
import { validateGguf } from './validate.ts';

/** Part of every POSIX system, so not a dependency to declare. */
const PIPE_MAKER = 'mkfifo';

const validate = fileValidator();
const accept = (model: TestModel) => validate(buildGguf(model));

describe('a sound file', () => {
  it('is summarised', async () => {
    const bytes = buildGguf(llamaModel());
    await expect(validate(bytes)).resolves.toEqual({
      version: 3,
      architecture: 'llama',
      name: 'Tiny',
      parameters: 6512,
      quant: 'F32',
      context_length: 512,
      block_count: 1,
      embedding_length: 16,
      head_count: 2,
      head_count_kv: 1,
      vocab_size: TOKENS.length,
      chat_template: TEMPLATE,
      tokenizer_model: 'llama',
      size_bytes: bytes.length,
      tags: ['text-generation'],
      license: 'mit',
      languages: ['es', 'en'],
      light_model: null,
      shape: expect.objectContaining({ architecture: 'llama', context_length: 512 }),
    });
  });

  it('may be of version 2', async () => {
    await expect(accept({ ...llamaModel(), version: 2 })).resolves.toMatchObject({ version: 2 });
  });

  it('may leave out what it need not say', async () => {
    const model = withPairs({
      'general.name': null,
      'general.license': null,
      'general.tags': null,
      'general.languages': null,
      'general.file_type': null,
      'llama.attention.head_count_kv': null,
      'llama.rope.dimension_count': null,
      'tokenizer.chat_template': null,
    });
    const tensors = model.tensors.map((tensor) =>
      /attn_[kv]/.test(tensor.name) ? { ...tensor, dimensions: [16, 16] } : tensor,
    );
    await expect(accept({ ...model, tensors })).resolves.toMatchObject({
      name: null,
      license: null,
      tags: [],
      chat_template: null,
      quant: 'F32',
      head_count_kv: 2,
    });
  });

  it('may have its own output weights and rope factors', async () => {
    const { pairs, tensors } = llamaModel();
    const output = { name: 'output.weight', dimensions: [16, TOKENS.length] };
    const rope = { name: 'rope_freqs.weight', dimensions: [4] };
    await expect(accept({ pairs, tensors: [...tensors, output, rope] })).resolves.toBeDefined();
  });

  it('of a light model names the sentences that say "beyond"', async () => {
    const value = ['Eso está fuera de lo que sé.', ' ', 'That is beyond what I know.'];
    const model = withPairs({ 'vx11.light_model.beyond': { type: 'strings', value } });
    const light_model = { beyond: [value[0], value[2]] };
    await expect(accept(model)).resolves.toMatchObject({ light_model });
    const empty = withPairs({ 'vx11.light_model.beyond': { type: 'strings', value: [''] } });
    await expect(accept(empty)).resolves.toMatchObject({ light_model: null });
  });

  it('may keep query, key and value in one tensor', async () => {
    const { pairs, tensors } = llamaModel();
    const others = tensors.filter(({ name }) => !/attn_[qkv]\./.test(name));
    const fused = { name: 'blk.0.attn_qkv.weight', dimensions: [16, 32] };
    await expect(accept({ pairs, tensors: [...others, fused] })).resolves.toBeDefined();
  });

  it('may align its tensors more widely', async () => {
    const model = { ...withNumber('general.alignment', 64), alignment: 64 };
    await expect(accept(model)).resolves.toBeDefined();
  });

  it('may state one number per layer', async () => {
    const model = withPairs({ 'llama.attention.head_count': { type: 'int32s', value: [2] } });
    await expect(accept(model)).resolves.toMatchObject({ head_count: 2 });
  });

  it('may name no padding token', async () => {
    const model = withNumber('tokenizer.ggml.padding_token_id', 0xffff_ffff);
    await expect(accept(model)).resolves.toBeDefined();
  });

  it('takes its label from most of its bytes when the file type is unknown', async () => {
    const model = withNumber('general.file_type', 77);
    const tensors = model.tensors.map((tensor) =>
      tensor.name === 'token_embd.weight' ? { ...tensor, type: TENSOR_TYPES.BF16.id } : tensor,
    );
    await expect(accept({ ...model, tensors })).resolves.toMatchObject({ quant: 'F32' });
    const wide = tensors.map((tensor) =>
      tensor.dimensions.length === 2 ? { ...tensor, type: TENSOR_TYPES.BF16.id } : tensor,
    );
    await expect(accept({ ...model, tensors: wide })).resolves.toMatchObject({ quant: 'BF16' });
  });

  it('of another known architecture needs the general values only', async () => {
    await expect(accept(ofArchitecture('qwen3', llamaModel()))).resolves.toMatchObject({
      architecture: 'qwen3',
    });
  });

  it('of another architecture may vary its heads by layer and turn part of each', async () => {
    const model = withPairs({
      'llama.block_count': { type: 'uint32', value: 2 },
      'llama.attention.head_count': { type: 'int32s', value: [8, 12] },
      'llama.attention.head_count_kv': { type: 'int32s', value: [8, 4] },
      'llama.attention.key_length': { type: 'uint32', value: 8 },
      'llama.attention.value_length': { type: 'uint32', value: 8 },
      'llama.rope.dimension_count': { type: 'uint32', value: 4 },
    });
    await expect(accept(ofArchitecture('openelm', model))).resolves.toMatchObject({
      head_count: 12,
      head_count_kv: 8,
    });
  });

  it('of an architecture that turns a part of each head may say which', async () => {
    const model = withPairs({ 'llama.rope.dimension_count': { type: 'uint32', value: 4 } });
    await expect(accept(ofArchitecture('phi3', model))).resolves.toMatchObject({ head_count: 2 });
  });

  it('may have other heads in layers with a sliding window', async () => {
    const model = withPairs({
      'llama.attention.key_length_swa': { type: 'uint32', value: 4 },
      'llama.rope.dimension_count_swa': { type: 'uint32', value: 4 },
      'llama.rope.dimension_count': { type: 'uint32', value: 4 },
    });
    await expect(accept(ofArchitecture('exaone4', model))).resolves.toMatchObject({
      head_count: 2,
    });
  });

  it('of a recurrent architecture may say 0 for what it does not have', async () => {
    const model = withPairs({
      'llama.attention.head_count': { type: 'uint32', value: 0 },
      'llama.attention.head_count_kv': null,
      'llama.feed_forward_length': { type: 'uint32', value: 0 },
    });
    await expect(accept(ofArchitecture('mamba', model))).resolves.toMatchObject({ head_count: 0 });
  });

  it('has its description shortened', async () => {
    const long = 'x'.repeat(10_000);
    const model = withPairs({ 'general.name': { type: 'string', value: long } });
    await expect(accept(model)).resolves.toMatchObject({ name: 'x'.repeat(256) });
  });
});

describe('what is not a file', () => {
  it('is refused when it is a folder', async () => {
    await expect(validateGguf(tmpdir())).rejects.toMatchObject({ code: 'NOT_GGUF' });
  });

  it.skipIf(process.platform === 'win32')('is refused at once when it is a pipe', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gguf-pipe-'));
    try {
      const path = join(folder, 'pipe');
      execFileSync(PIPE_MAKER, [path]);
      await expect(validateGguf(path)).rejects.toMatchObject({ code: 'NOT_GGUF' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is the system’s error when it is not there', async () => {
    await expect(validateGguf(join(tmpdir(), 'no-such-model.gguf'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
