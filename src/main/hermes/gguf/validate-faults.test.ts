import { describe, expect, it } from 'vitest';
import { TENSOR_TYPES, VALUE_TYPES } from './format.ts';
import {
  buildGguf,
  type TestModel,
  type TestValue,
  u32,
  u64,
} from './gguf-builder.test-support.ts';
import { GgufError, type GgufErrorCode } from './gguf-error.ts';
import {
  BYTE_TOKENS,
  llamaModel,
  ofArchitecture,
  TOKENS,
  withNumber,
  withPairs,
  withTensor,
} from './llama-model.test-support.ts';
import { fileValidator } from './temporary-file.test-support.ts';

const validate = fileValidator();

/** [what is wrong, the file, the code, what the message names] */
type Fault = readonly [what: string, file: Buffer | TestModel, code: GgufErrorCode, names: string];

function refuses(faults: readonly Fault[]): void {
  it.each(faults)('%s', async (_, file, code, names) => {
    const bytes = Buffer.isBuffer(file) ? file : buildGguf(file);
    const error: unknown = await validate(bytes).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GgufError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(names) });
  });
}

const whole = buildGguf(llamaModel());
const raw = (...parts: readonly Buffer[]): TestValue => ({
  type: 'raw',
  value: Buffer.concat(parts),
});
const strings = (value: readonly string[]): TestValue => ({ type: 'strings', value });
const text = (value: string): TestValue => ({ type: 'string', value });
const f32 = (value: number): TestValue => ({ type: 'float32', value });
const swapped = Buffer.concat([whole.subarray(0, 4), Buffer.from([0, 0, 0, 3]), whole.subarray(8)]);
const withTokens = (tokens: readonly string[]): TestModel =>
  withPairs({ 'tokenizer.ggml.tokens': strings(tokens) });
const model = llamaModel();
const firstTensor = 'token_embd.weight';

describe('refuses what is no GGUF', () => {
  refuses([
    ['an empty file', Buffer.alloc(0), 'NOT_GGUF', 'empty'],
    ['a text', Buffer.from('Hello, this is a model.'), 'NOT_GGUF', 'not a GGUF model'],
    ['three bytes', Buffer.from('GGU'), 'NOT_GGUF', 'not a GGUF model'],
    ['an error page', Buffer.from('<!doctype html>'), 'NOT_GGUF', 'web page'],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004 and so on'), 'NOT_GGUF', 'ZIP'],
    ['zeros', Buffer.alloc(4096), 'NOT_GGUF', 'not a GGUF model'],
  ]);
});

describe('refuses files that end early', () => {
  refuses([
    ['after the magic', whole.subarray(0, 4), 'GGUF_TRUNCATED', 'version'],
    ['after the version', whole.subarray(0, 8), 'GGUF_TRUNCATED', 'header'],
    ['within the metadata', whole.subarray(0, 300), 'GGUF_TRUNCATED', 'ends'],
    ['by its last byte of data', whole.subarray(0, -1), 'GGUF_TRUNCATED', 'the end is missing'],
    ['with half its data', whole.subarray(0, -10_000), 'GGUF_TRUNCATED', 'the end is missing'],
  ]);
});

describe('refuses a bad header', () => {
  refuses([
    ['version 1', { ...model, version: 1 }, 'GGUF_UNSUPPORTED', 'version 1'],
    ['version 4', { ...model, version: 4 }, 'GGUF_UNSUPPORTED', 'version 4'],
    ['version 0', { ...model, version: 0 }, 'GGUF_UNSUPPORTED', 'version 0'],
    ['reversed bytes', swapped, 'GGUF_UNSUPPORTED', 'big-endian'],
    ['2^60 values', { ...model, pairCount: 2n ** 60n }, 'GGUF_INVALID', 'metadata values'],
    ['4 000 values', { ...model, pairCount: 4000n }, 'GGUF_TRUNCATED', 'metadata values'],
    ['2^63 tensors', { ...model, tensorCount: 2n ** 63n }, 'GGUF_INVALID', 'tensors'],
    ['16 000 tensors', { ...model, tensorCount: 16_000n }, 'GGUF_TRUNCATED', 'tensors'],
    ['no tensors', { ...model, tensors: [] }, 'GGUF_UNSUPPORTED', 'no weights'],
  ]);
});

describe('refuses bad metadata', () => {
  const twice: TestModel = { ...model, pairs: [...model.pairs, ['general.name', text('Other')]] };
  const list = (type: number, count: bigint): TestValue =>
    raw(u32(VALUE_TYPES.array), u32(type), u64(count));
  refuses([
    ['a key twice', twice, 'GGUF_INVALID', '"general.name" occurs twice'],
    ['an empty key', withPairs({ '': text('x') }), 'GGUF_INVALID', 'is empty'],
    ['a key with a zero byte', withPairs({ 'a\0b': text('x') }), 'GGUF_INVALID', 'metadata key'],
    ['an unknown type', withPairs({ odd: raw(u32(13)) }), 'GGUF_INVALID', 'unknown type 13'],
    ['a list of lists', withPairs({ odd: list(VALUE_TYPES.array, 1n) }), 'GGUF_INVALID', 'nested'],
    ['a list of 2^60', withPairs({ odd: list(4, 2n ** 60n) }), 'GGUF_INVALID', '"odd"'],
    ['a list of 10^7', withPairs({ odd: list(4, 10_000_000n) }), 'GGUF_TRUNCATED', '"odd"'],
    ['a text of 2^62', withPairs({ odd: raw(u32(8), u64(2n ** 62n)) }), 'GGUF_INVALID', '"odd"'],
    ['a bool of 2', withPairs({ odd: raw(u32(7), Buffer.from([2])) }), 'GGUF_INVALID', '"odd"'],
    ['alignment 24', withNumber('general.alignment', 24), 'GGUF_INVALID', 'alignment'],
    ['alignment 0', withNumber('general.alignment', 0), 'GGUF_INVALID', 'alignment'],
    ['alignment 8', withNumber('general.alignment', 8), 'GGUF_INVALID', 'alignment'],
    ['alignment 2^30', withNumber('general.alignment', 2 ** 30), 'GGUF_INVALID', 'alignment'],
    ['alignment as text', withPairs({ 'general.alignment': text('32') }), 'GGUF_INVALID', 'uint32'],
  ]);
});

describe('refuses bad tensors', () => {
  const twice = { ...model, tensors: [...model.tensors, { name: firstTensor, dimensions: [16] }] };
  const change = (fault: Parameters<typeof withTensor>[1]): TestModel =>
    withTensor(firstTensor, fault);
  const q8 = TENSOR_TYPES.Q8_0.id;
  refuses([
    ['a name twice', twice, 'GGUF_INVALID', '"token_embd.weight" occurs twice'],
    ['a name of 64 bytes', change({ name: 'n'.repeat(64) }), 'GGUF_INVALID', '64 bytes'],
    ['no name', change({ name: '' }), 'GGUF_INVALID', 'has no name'],
    ['a name with a zero byte', change({ name: 'a\0' }), 'GGUF_INVALID', 'not a tensor name'],
    ['five dimensions', change({ dimensions: [1, 1, 1, 1, 1] }), 'GGUF_INVALID', '5 dimensions'],
    ['a dimension of 0', change({ dimensions: [16, 0] }), 'GGUF_INVALID', 'dimension of 0'],
    [
      'a dimension of 2^40',
      change({ dimensions: [2n ** 40n], bytes: 64 }),
      'GGUF_INVALID',
      firstTensor,
    ],
    [
      'dimensions whose product overflows',
      change({ dimensions: [2n ** 30n, 2n ** 30n, 2n ** 30n], bytes: 64 }),
      'GGUF_INVALID',
      'elements',
    ],
    ['type 9999', change({ type: 9999 }), 'GGUF_INVALID', 'unknown type 9999'],
    ['a dropped type', change({ type: 31 }), 'GGUF_INVALID', 'unknown type 31'],
    ['a row of half a block', change({ type: q8, bytes: 64 }), 'GGUF_INVALID', 'multiple of 32'],
    ['an offset beyond the end', change({ offset: 2 ** 40 }), 'GGUF_INVALID', 'offset'],
    ['an overlap', withTensor('output_norm.weight', { offset: 0 }), 'GGUF_INVALID', 'offset 0'],
    [
      'more data than the file has',
      change({ dimensions: [16, 2 ** 20], bytes: 2 ** 26 - 32 }),
      'GGUF_INVALID',
      'offset',
    ],
    [
      'a last tensor of gigabytes',
      withTensor('blk.0.ffn_up.weight', { dimensions: [2 ** 20, 2 ** 10], bytes: 2048 }),
      'GGUF_TRUNCATED',
      'the end is missing',
    ],
  ]);
});

describe('refuses files of other kinds', () => {
  const kind = (value: string): TestModel => withPairs({ 'general.type': text(value) });
  const architecture = (value: string): TestModel =>
    withPairs({ 'general.architecture': text(value) });
  refuses([
    ['an adapter', kind('adapter'), 'GGUF_UNSUPPORTED', 'adapter'],
    ['an image encoder', kind('mmproj'), 'GGUF_UNSUPPORTED', 'mmproj'],
    ['an unheard-of kind', kind('constructor'), 'GGUF_UNSUPPORTED', '"constructor"'],
    ['clip', architecture('clip'), 'GGUF_UNSUPPORTED', 'clip'],
    ['a part of a model', withNumber('split.count', 3), 'GGUF_UNSUPPORTED', 'part 1'],
    ['a part count of the wrong type', withNumber('split.count', 1), 'GGUF_INVALID', 'uint16'],
    ['an unknown architecture', architecture('hal9000'), 'GGUF_UNSUPPORTED', '"hal9000"'],
    ['no architecture', withPairs({ 'general.architecture': null }), 'GGUF_INVALID', 'missing'],
  ]);
});

describe('refuses sizes that end the engine’s process', () => {
  const heads = 'llama.attention.head_count';
  const scaling = withPairs({ 'llama.rope.scaling.type': text('cubic') });
  const epsilon = 'llama.attention.layer_norm_rms_epsilon';
  const number = (key: string, value: number, names = key): Fault => [
    `${key} = ${value}`,
    withNumber(key, value),
    'GGUF_INVALID',
    names,
  ];
  refuses([
    number(heads, 0),
    number(heads, 3),
    number(heads, 32),
    number(heads, 2 ** 31),
    number(`${heads}_kv`, 0),
    number(`${heads}_kv`, 3),
    number('llama.block_count', 0),
    number('llama.block_count', 2),
    number('llama.block_count', 2 ** 30),
    number('llama.context_length', 0),
    number('llama.context_length', 31),
    number('llama.context_length', 200_000_000),
    number('llama.embedding_length', 0),
    number('llama.embedding_length', 32, 'llama.rope.dimension_count'),
    [
      'embeddings of another length',
      withPairs({
        'llama.embedding_length': { type: 'uint32', value: 32 },
        'llama.rope.dimension_count': null,
      }),
      'GGUF_INVALID',
      firstTensor,
    ],
    number('llama.feed_forward_length', 0),
    number('llama.feed_forward_length', 64, 'blk.0.ffn_gate.weight'),
    number('llama.rope.dimension_count', 4),
    number('llama.attention.key_length', 0),
    number('llama.attention.value_length', 4),
    number('llama.expert_count', 100_000),
    number('llama.expert_used_count', 2),
    number('llama.expert_count', 4, 'llama.expert_used_count'),
    number('llama.nextn_predict_layers', 9),
    [
      'no heads in another architecture',
      ofArchitecture('qwen3', withNumber(heads, 0)),
      'GGUF_INVALID',
      'qwen3.attention.head_count is 0',
    ],
    ['no head count', withPairs({ [heads]: null }), 'GGUF_INVALID', `"${heads}" is missing`],
    ['a head count as text', withPairs({ [heads]: text('2') }), 'GGUF_INVALID', heads],
    [
      'heads for other layers',
      withPairs({ [heads]: { type: 'int32s', value: [2, 2] } }),
      'GGUF_INVALID',
      heads,
    ],
    ['negative heads', withPairs({ [heads]: { type: 'int32', value: -2 } }), 'GGUF_INVALID', heads],
    ['an unknown rope scaling', scaling, 'GGUF_INVALID', '"cubic"'],
    ['epsilon NaN', withPairs({ [epsilon]: f32(Number.NaN) }), 'GGUF_INVALID', epsilon],
    ['epsilon below 0', withPairs({ [epsilon]: f32(-1) }), 'GGUF_INVALID', epsilon],
    ['no epsilon', withPairs({ [epsilon]: null }), 'GGUF_INVALID', epsilon],
  ]);
});

describe('refuses sizes that end the engine’s process in another architecture', () => {
  /** Sizes that only the general checks look at. */
  const number = (name: string, value: number): Fault => [
    `${name} = ${value}`,
    ofArchitecture('gemma', withNumber(`llama.${name}`, value)),
    'GGUF_INVALID',
    `gemma.${name} is ${value}`,
  ];
  const heads = (query: readonly number[], keys: readonly number[]): TestModel =>
    ofArchitecture(
      'gemma',
      withPairs({
        'llama.block_count': { type: 'uint32', value: 2 },
        'llama.attention.head_count': { type: 'int32s', value: query },
        'llama.attention.head_count_kv': { type: 'int32s', value: keys },
      }),
    );
  refuses([
    number('rope.dimension_count', 0),
    number('rope.dimension_count', 3),
    number('rope.dimension_count', 16),
    number('rope.dimension_count_swa', 0),
    number('attention.key_length', 0),
    number('attention.value_length', 0),
    number('attention.key_length_swa', 0),
    number('feed_forward_length', 0),
    number('pooling_type', 5),
    [
      'key heads that do not divide the heads of one layer',
      heads([6, 8], [4, 4]),
      'GGUF_INVALID',
      'head_count_kv is 4; it must divide gemma.attention.head_count, which is 6',
    ],
  ]);
});

describe('refuses heads that end the engine’s process when it builds the graph', () => {
  const fault = (architecture: string, name: string, value: number): Fault => [
    `${architecture}.${name} = ${value}`,
    ofArchitecture(architecture, withNumber(`llama.${name}`, value)),
    'GGUF_INVALID',
    `${architecture}.${name} is ${value}; with this architecture it must be 8`,
  ];
  refuses([
    fault('qwen2', 'rope.dimension_count', 4),
    fault('qwen3', 'attention.value_length', 4),
    fault('phi3', 'attention.value_length', 16),
  ]);
});

describe('refuses an incomplete llama', () => {
  const missing = model.tensors.map(
    ({ name }): Fault => [
      `without ${name}`,
      withTensor(name, null),
      'GGUF_INVALID',
      `"${name}" is missing`,
    ],
  );
  const f16 = TENSOR_TYPES.F16.id;
  const i32 = TENSOR_TYPES.I32.id;
  refuses([
    ...missing,
    [
      'a shape that the sizes do not allow',
      withTensor('blk.0.attn_k.weight', { dimensions: [16, 16] }),
      'GGUF_INVALID',
      '"blk.0.attn_k.weight" has the shape 16 × 16; the model\'s sizes demand 16 × 8',
    ],
    ['a norm in F16', withTensor('output_norm.weight', { type: f16 }), 'GGUF_INVALID', 'F16'],
    [
      'weights of integers',
      withTensor('blk.0.attn_q.weight', { type: i32 }),
      'GGUF_INVALID',
      'I32',
    ],
  ]);
});

describe('refuses a bad tokenizer', () => {
  const without = (token: string): TestModel =>
    withTokens(TOKENS.map((one) => (one === token ? 'b' : one)));
  const id = (name: string, value: number): Fault => [
    `${name} out of range`,
    withNumber(`tokenizer.ggml.${name}_token_id`, value),
    'GGUF_INVALID',
    `${name}_token_id is ${value}`,
  ];
  const many = withTokens(TOKENS.map((one) => (BYTE_TOKENS.includes(one) ? `_${one}` : one)));
  const one = { 'tokenizer.ggml.scores': null, 'tokenizer.ggml.token_type': null };
  const long = 'x'.repeat(64 * 1024 + 1);
  const words = Array.from({ length: 30_000 }, (_, index) => `word${index}`);
  refuses([
    ['a byte token missing', without('<0xE9>'), 'GGUF_INVALID', '<0xE9> is missing'],
    ['all byte tokens missing', many, 'GGUF_INVALID', '<0x00> and 255 others'],
    [
      'a token twice',
      withTokens([...TOKENS.slice(0, -1), '<s>']),
      'GGUF_INVALID',
      '"<s>" occurs twice',
    ],
    [
      'tokens equal up to a zero byte',
      withTokens([...TOKENS.slice(0, -1), '<s>\0more']),
      'GGUF_INVALID',
      'occurs twice',
    ],
    id('bos', TOKENS.length),
    id('eos', 999_999),
    id('eos', 0xffff_ffff),
    id('eot', TOKENS.length),
    id('padding', TOKENS.length),
    id('unknown', TOKENS.length),
    [
      'too few scores',
      withPairs({ 'tokenizer.ggml.scores': { type: 'float32s', value: [0, 0] } }),
      'GGUF_INVALID',
      'scores has 2 entries',
    ],
    [
      'too many token types',
      withPairs({
        'tokenizer.ggml.token_type': { type: 'int32s', value: [...TOKENS, ''].map(() => 1) },
      }),
      'GGUF_INVALID',
      'token_type has',
    ],
    [
      'scores as texts',
      withPairs({ 'tokenizer.ggml.scores': strings(TOKENS) }),
      'GGUF_INVALID',
      'scores',
    ],
    [
      'tokens as a text',
      withPairs({ 'tokenizer.ggml.tokens': text('a') }),
      'GGUF_INVALID',
      'tokens',
    ],
    ['no tokens', withPairs({ 'tokenizer.ggml.tokens': null }), 'GGUF_INVALID', 'missing'],
    ['an empty token list', withTokens([]), 'GGUF_INVALID', 'is empty'],
    [
      'another vocabulary than the embeddings',
      withPairs({ ...one, 'tokenizer.ggml.tokens': strings([...TOKENS, 'b']) }),
      'GGUF_INVALID',
      'token_embd.weight',
    ],
    [
      'a byte in a WordPiece vocabulary of real length',
      withPairs({
        'tokenizer.ggml.model': text('bert'),
        'tokenizer.ggml.tokens': strings(words),
        'tokenizer.ggml.scores': null,
        'tokenizer.ggml.token_type': {
          type: 'int32s',
          value: words.map((_, index) => (index === words.length - 1 ? 6 : 1)),
        },
      }),
      'GGUF_INVALID',
      'token_type marks a byte',
    ],
    ['no tokenizer', withPairs({ 'tokenizer.ggml.model': null }), 'GGUF_INVALID', 'missing'],
    [
      'tokenizer "none"',
      withPairs({ 'tokenizer.ggml.model': text('none') }),
      'GGUF_UNSUPPORTED',
      'no tokenizer',
    ],
    [
      'an unknown tokenizer',
      withPairs({ 'tokenizer.ggml.model': text('x') }),
      'GGUF_UNSUPPORTED',
      '"x"',
    ],
    [
      'a long template',
      withPairs({ 'tokenizer.chat_template': text(long) }),
      'GGUF_INVALID',
      'chat template',
    ],
    [
      'a long second template',
      withPairs({ 'tokenizer.chat_template.tool_use': text(long) }),
      'GGUF_INVALID',
      'chat template',
    ],
  ]);
});
