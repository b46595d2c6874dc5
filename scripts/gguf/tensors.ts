import type { WritableType } from './quantise.ts';
import { SeededRandom } from './random.ts';

/** Gives one row of a tensor at a time, so that no tensor is ever whole in memory. */
export type RowSource = (row: number, into: Float32Array) => void;

export interface TensorSpec {
  readonly name: string;
  /** `[columns]` or `[columns, rows]`: GGUF's order, the length of a row first. */
  readonly dimensions: readonly [number] | readonly [number, number];
  readonly type: WritableType;
  readonly rows: RowSource;
}

export interface Shape {
  readonly embedding_length: number;
  readonly block_count: number;
  readonly head_count: number;
  readonly head_count_kv: number;
  readonly feed_forward_length: number;
  readonly vocabulary: number;
}

export const zeros: RowSource = (_row, into) => {
  into.fill(0);
};
const ones: RowSource = (_row, into) => {
  into.fill(1);
};

/**
 * Seeded normal weights with variance 1 / columns, so that activations keep their size through the
 * layers. One table of numbers serves every row at a random offset: speed does not depend on values,
 * and a file of half a billion weights is written in seconds.
 */
export function randomRows(seed: number, columns: number): RowSource {
  const random = new SeededRandom(seed);
  const scale = 1 / Math.sqrt(columns);
  const table = Float32Array.from({ length: columns + 4096 }, () => random.normal() * scale);
  return (_row, into) => {
    const start = random.uint32() % 4096;
    into.set(table.subarray(start, start + columns));
  };
}

export interface Weights {
  readonly embedding: RowSource;
  readonly output: RowSource;
  /** For the matrices of attention and feed-forward; `index` numbers them through the model. */
  readonly layer: (columns: number, index: number) => RowSource;
}

/** Every tensor a llama-architecture model must have, in file order. */
export function llamaTensors(
  shape: Shape,
  type: WritableType,
  weights: Weights,
): readonly TensorSpec[] {
  const { embedding_length: width, feed_forward_length: hidden, vocabulary } = shape;
  const kv = (width / shape.head_count) * shape.head_count_kv;
  let matrices = 0;
  const norm = (name: string): TensorSpec => {
    return { name, dimensions: [width], type: 'F32', rows: ones }; // llama.cpp wants F32 norms
  };
  const matrix = (name: string, columns: number, rows: number): TensorSpec => {
    matrices += 1;
    return { name, dimensions: [columns, rows], type, rows: weights.layer(columns, matrices) };
  };
  const layer = (index: number): TensorSpec[] => [
    norm(`blk.${index}.attn_norm.weight`),
    matrix(`blk.${index}.attn_q.weight`, width, width),
    matrix(`blk.${index}.attn_k.weight`, width, kv),
    matrix(`blk.${index}.attn_v.weight`, width, kv),
    matrix(`blk.${index}.attn_output.weight`, width, width),
    norm(`blk.${index}.ffn_norm.weight`),
    matrix(`blk.${index}.ffn_gate.weight`, width, hidden),
    matrix(`blk.${index}.ffn_up.weight`, width, hidden),
    matrix(`blk.${index}.ffn_down.weight`, hidden, width),
  ];
  return [
    { name: 'token_embd.weight', dimensions: [width, vocabulary], type, rows: weights.embedding },
    ...Array.from({ length: shape.block_count }, (_, index) => layer(index)).flat(),
    norm('output_norm.weight'),
    { name: 'output.weight', dimensions: [width, vocabulary], type, rows: weights.output },
  ];
}
