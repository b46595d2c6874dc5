import { describe, expect, it } from 'vitest';
import { buildGguf, type TestModel, type TestValue } from './gguf-builder.test-support.ts';
import { llamaModel, ofArchitecture, TOKENS, withPairs } from './llama-model.test-support.ts';
import { fileValidator } from './temporary-file.test-support.ts';

const validate = fileValidator();
const shapeOf = async (model: TestModel) => (await validate(buildGguf(model))).shape;

const u32 = (value: number): TestValue => ({ type: 'uint32', value });

describe('the shape of a model', () => {
  it('is what its header says of its sizes', async () => {
    const bytesOf = (elements: number): number => elements * 4;
    expect(await shapeOf(llamaModel())).toEqual({
      architecture: 'llama',
      context_length: 512,
      block_count: 1,
      embedding_length: 16,
      vocabulary: TOKENS.length,
      head_count: 2,
      head_counts_kv: [1],
      key_length: 8,
      value_length: 8,
      feed_forward_length: 32,
      recurrent_elements: 0,
      weight_bytes: bytesOf(6512),
      matrix_bytes: { F32: bytesOf(2 * 16 * 16 + 2 * 16 * 8 + 3 * 16 * 32) },
      tied_output: { type: 'F32', bytes: bytesOf(16 * TOKENS.length) },
    });
  });

  it('takes the experts that work at once, and the one they share', async () => {
    const model = withPairs({
      'llama.expert_count': u32(8),
      'llama.expert_used_count': u32(2),
      'llama.expert_feed_forward_length': u32(100),
      'llama.expert_shared_feed_forward_length': u32(40),
    });
    expect(await shapeOf(model)).toMatchObject({ feed_forward_length: 240 });
  });

  it('counts what recurrent layers remember', async () => {
    const model = withPairs({
      'llama.ssm.inner_size': u32(32),
      'llama.ssm.state_size': u32(16),
      'llama.ssm.conv_kernel': u32(4),
      'llama.ssm.group_count': u32(1),
    });
    // Mamba: 3 × (inner + 2 × groups × state) + state × inner, in its one layer.
    expect(await shapeOf(ofArchitecture('mamba2', model))).toMatchObject({
      recurrent_elements: 3 * (32 + 2 * 16) + 16 * 32,
    });
  });

  it('stays whole and exact, whatever the header claims', async () => {
    const most = u32(2 ** 32 - 1);
    const model = withPairs({
      'llama.ssm.inner_size': most,
      'llama.ssm.state_size': most,
      'llama.ssm.conv_kernel': most,
      'llama.ssm.group_count': most,
      'llama.wkv.head_size': { type: 'string', value: 'many' },
    });
    const shape = await shapeOf(ofArchitecture('mamba2', model));
    expect(shape.recurrent_elements).toBe(Number.MAX_SAFE_INTEGER);
  });
});
