/** The sizes that decide the shapes of a dense `llama` model. */
export interface LlamaShape {
  readonly vocab_size: number;
  readonly embedding_length: number;
  readonly feed_forward_length: number;
  readonly head_count: number;
  readonly head_count_kv: number;
  /** Elements of one head; rope turns all of them. */
  readonly head_length: number;
}

/** What llama.cpp expects of one tensor (models/llama.cpp); `ne[0]`, the row, comes first. */
export interface ExpectedTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly required: boolean;
}

const required = (name: string, ...dimensions: readonly number[]): ExpectedTensor => ({
  name,
  dimensions,
  required: true,
});
const optional = (name: string, ...dimensions: readonly number[]): ExpectedTensor => ({
  name,
  dimensions,
  required: false,
});

/** Without `output.weight` the embeddings serve for the output too. */
export function modelTensors(shape: LlamaShape): readonly ExpectedTensor[] {
  const { vocab_size: vocabulary, embedding_length: width } = shape;
  return [
    required('token_embd.weight', width, vocabulary),
    required('output_norm.weight', width),
    optional('output.weight', width, vocabulary),
    optional('rope_freqs.weight', shape.head_length / 2),
  ];
}

/** @param fused whether the layer keeps its query, key and value weights in one tensor */
export function layerTensors(
  shape: LlamaShape,
  layer: number,
  fused: boolean,
): readonly ExpectedTensor[] {
  const { embedding_length: width, feed_forward_length: inner } = shape;
  const prefix = `blk.${layer}`;
  return [
    required(`${prefix}.attn_norm.weight`, width),
    ...attention(shape, prefix, fused),
    required(`${prefix}.ffn_norm.weight`, width),
    required(`${prefix}.ffn_gate.weight`, width, inner),
    required(`${prefix}.ffn_down.weight`, inner, width),
    required(`${prefix}.ffn_up.weight`, width, inner),
    optional(`${prefix}.ffn_gate.bias`, inner),
    optional(`${prefix}.ffn_down.bias`, width),
    optional(`${prefix}.ffn_up.bias`, inner),
  ];
}

function attention(shape: LlamaShape, prefix: string, fused: boolean): readonly ExpectedTensor[] {
  const width = shape.embedding_length;
  const query = shape.head_length * shape.head_count;
  const keys = shape.head_length * shape.head_count_kv;
  const weights = fused
    ? [required(`${prefix}.attn_qkv.weight`, width, query + 2 * keys)]
    : [
        required(`${prefix}.attn_q.weight`, width, query),
        required(`${prefix}.attn_k.weight`, width, keys),
        required(`${prefix}.attn_v.weight`, width, keys),
      ];
  return [
    ...weights,
    optional(`${prefix}.attn_qkv.bias`, query + 2 * keys),
    optional(`${prefix}.attn_q.bias`, query),
    optional(`${prefix}.attn_k.bias`, keys),
    optional(`${prefix}.attn_v.bias`, keys),
    required(`${prefix}.attn_output.weight`, query, width),
    optional(`${prefix}.attn_output.bias`, width),
  ];
}
