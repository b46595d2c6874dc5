import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Metadata, MetadataValue } from '../../../scripts/gguf/metadata.ts';
import type { TensorSpec } from '../../../scripts/gguf/tensors.ts';
import { ALIGNMENT, writeGguf } from '../../../scripts/gguf/write-gguf.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Vocabulary } from './prepare.ts';
import { reworded } from './reword.ts';
import { MODEL, NORM_EPSILON, ROPE_BASE } from './settings.ts';

/** Of Q8_0, as `general.file_type` numbers it. */
const FILE_TYPE_Q8_0 = 7;
/** As `tokenizer.ggml.token_type` numbers them. */
const NORMAL = 1;
const CONTROL = 3;

/** Each message between its marks; the answer begins after the last one. */
const CHAT_TEMPLATE =
  "{{ '<|start|>' }}{% for message in messages %}" +
  "{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

const vocabularySchema = z.object({
  merges: z.array(z.tuple([z.string(), z.string()])),
  answers: z.array(z.string()),
  headings: z.array(z.string()),
});
const weightsSchema = z.array(z.object({ name: z.string(), shape: z.array(z.int()) }));

interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** The tokenizer that was trained with. */
export function readTokenizer(folder: string): Tokenizer {
  const { merges, answers, headings } = readVocabulary(folder);
  return new Tokenizer(merges, answers, headings);
}

/** Words what was trained as the corpus does now, where that needs no training. */
export function rewordTrained(folder: string, answers: readonly string[]): void {
  const vocabulary = reworded(readVocabulary(folder), answers);
  writeFileSync(join(folder, 'vocabulary.json'), JSON.stringify(vocabulary));
}

function readVocabulary(folder: string): Vocabulary {
  const file = readFileSync(join(folder, 'vocabulary.json'), 'utf8');
  return vocabularySchema.parse(JSON.parse(file));
}

/**
 * Writes what train.py left in the folder as a model that llama.cpp loads.
 * @param refusals the sentences with which the model says that a question is beyond it
 */
export async function exportModel(
  folder: string,
  path: string,
  refusals: readonly string[],
): Promise<{ bytes: number }> {
  const tokenizer = readTokenizer(folder);
  const metadata = [
    ...generalMetadata(refusals),
    ...llamaMetadata(tokenizer),
    ...tokenizerMetadata(tokenizer),
  ];
  return writeGguf(path, metadata, tensorsOf(readWeights(folder)));
}

const u32 = (value: number): MetadataValue => ({ type: 'u32', value });
const string = (value: string): MetadataValue => ({ type: 'string', value });
const strings = (value: readonly string[]): MetadataValue => ({ type: 'strings', value });

function generalMetadata(refusals: readonly string[]): Metadata {
  return [
    ['general.architecture', string('llama')],
    ['general.type', string('model')],
    ['general.name', string('VX11 light model')],
    [
      'general.description',
      string(
        'Answers questions about VX11 Control and terms of audio, in Spanish and English, and says when something is beyond it. Trained from scratch by the project.',
      ),
    ],
    ['general.license', string('other')],
    ['general.license.name', string('the licence of VX11 Control')],
    ['general.tags', strings(['text-generation'])],
    ['general.languages', strings(['es', 'en'])],
    ['general.file_type', u32(FILE_TYPE_Q8_0)],
    ['general.quantization_version', u32(2)],
    ['general.alignment', u32(ALIGNMENT)],
    ['vx11.light_model.beyond', strings(refusals)],
  ];
}

function llamaMetadata(tokenizer: Tokenizer): Metadata {
  return [
    ['llama.vocab_size', u32(tokenizer.tokens.length)],
    ['llama.context_length', u32(MODEL.context)],
    ['llama.embedding_length', u32(MODEL.width)],
    ['llama.block_count', u32(MODEL.layers)],
    ['llama.feed_forward_length', u32(MODEL.hidden)],
    ['llama.attention.head_count', u32(MODEL.heads)],
    ['llama.attention.head_count_kv', u32(MODEL.heads)],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f32', value: NORM_EPSILON }],
    ['llama.rope.dimension_count', u32(MODEL.width / MODEL.heads)],
    ['llama.rope.freq_base', { type: 'f32', value: ROPE_BASE }],
  ];
}

function tokenizerMetadata(tokenizer: Tokenizer): Metadata {
  const types = tokenizer.tokens.map(({ isControl }) => (isControl ? CONTROL : NORMAL));
  const end = u32(tokenizer.idOf('<|end|>'));
  return [
    ['tokenizer.ggml.model', string('gpt2')],
    ['tokenizer.ggml.pre', string('gpt-2')],
    ['tokenizer.ggml.tokens', strings(tokenizer.tokens.map(({ text }) => text))],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: types }],
    ['tokenizer.ggml.merges', strings(tokenizer.merges.map((merge) => merge.join(' ')))],
    ['tokenizer.ggml.bos_token_id', u32(tokenizer.idOf('<|start|>'))],
    ['tokenizer.ggml.eos_token_id', end],
    ['tokenizer.ggml.eot_token_id', end],
    ['tokenizer.ggml.padding_token_id', end],
    // The template writes it.
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: 0 }],
    ['tokenizer.ggml.add_eos_token', { type: 'bool', value: 0 }],
    ['tokenizer.chat_template', string(CHAT_TEMPLATE)],
  ];
}

function readWeights(folder: string): ReadonlyMap<string, Matrix> {
  const names = weightsSchema.parse(JSON.parse(readFileSync(join(folder, 'weights.json'), 'utf8')));
  const bytes = readFileSync(join(folder, 'weights.bin'));
  let at = 0;
  return new Map(
    names.map(({ name, shape }) => {
      const [rows = 1, columns = rows] = shape;
      const size = shape.reduce((product, side) => product * side, 1);
      const data = Float32Array.from({ length: size }, (_, index) =>
        bytes.readFloatLE(at + 4 * index),
      );
      at += 4 * size;
      return [name, { rows: shape.length === 1 ? 1 : rows, columns, data }];
    }),
  );
}

/** In llama.cpp's names; what training keeps in one matrix is taken apart. */
function tensorsOf(weights: ReadonlyMap<string, Matrix>): readonly TensorSpec[] {
  const tensor = (name: string, from: string, part = 0, parts = 1): TensorSpec => {
    const matrix = weights.get(from);
    if (matrix === undefined) throw new Error(`weights.json lists no ${from}.`);
    const { columns, data } = matrix;
    const rows = matrix.rows / parts;
    return {
      name: `${name}.weight`,
      dimensions: matrix.rows === 1 ? [columns] : [columns, rows],
      type: matrix.rows === 1 ? 'F32' : 'Q8_0', // llama.cpp wants F32 norms
      rows: (row, into) => {
        const start = (part * rows + row) * columns;
        into.set(data.subarray(start, start + columns));
      },
    };
  };
  const layer = (index: number): readonly TensorSpec[] => {
    const [ours, theirs] = [`layers.${index}`, `blk.${index}`];
    return [
      tensor(`${theirs}.attn_norm`, `${ours}.attn_norm.weight`),
      tensor(`${theirs}.attn_q`, `${ours}.attn_qkv.weight`, 0, 3),
      tensor(`${theirs}.attn_k`, `${ours}.attn_qkv.weight`, 1, 3),
      tensor(`${theirs}.attn_v`, `${ours}.attn_qkv.weight`, 2, 3),
      tensor(`${theirs}.attn_output`, `${ours}.attn_output.weight`),
      tensor(`${theirs}.ffn_norm`, `${ours}.ffn_norm.weight`),
      tensor(`${theirs}.ffn_gate`, `${ours}.ffn_gate_up.weight`, 0, 2),
      tensor(`${theirs}.ffn_up`, `${ours}.ffn_gate_up.weight`, 1, 2),
      tensor(`${theirs}.ffn_down`, `${ours}.ffn_down.weight`),
    ];
  };
  return [
    tensor('token_embd', 'embedding.weight'),
    ...Array.from({ length: MODEL.layers }, (_, index) => layer(index)).flat(),
    tensor('output_norm', 'norm.weight'),
    tensor('output', 'output.weight'),
  ];
}
