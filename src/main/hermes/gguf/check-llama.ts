import { invalid, quoted } from './gguf-error.ts';
import { type Hyperparameters, inRange } from './hyperparameters.ts';
import { MAX_DIMENSION } from './limits.ts';
import {
  type ExpectedTensor,
  type LlamaShape,
  layerTensors,
  modelTensors,
} from './llama-tensors.ts';
import type { Metadata } from './metadata.ts';
import type { TensorInfo, Tensors } from './read-tensors.ts';

/** Types ggml can store but not multiply with; meeting one in a weight, it aborts. */
const NOT_FOR_WEIGHTS: ReadonlySet<string> = new Set([
  'I8',
  'I16',
  'I32',
  'I64',
  'F64',
  'Q8_1',
  'Q8_K',
]);

/**
 * The `llama` architecture completely: its sizes agree, and every tensor is there in the shape they
 * demand. Of a mixture of experts only the sizes are checked here.
 *
 * Other architectures get the general checks alone: what each needs is known to llama.cpp, which
 * reports a missing tensor properly, and which loads models in a child process in any case.
 */
export function checkLlama(
  metadata: Metadata,
  tensors: Tensors,
  sizes: Hyperparameters,
  vocab_size: number,
): void {
  checkUniform(metadata);
  const head_length = headLength(metadata, sizes);
  const epsilon = 'llama.attention.layer_norm_rms_epsilon';
  inRange(epsilon, metadata.number(epsilon), 0, 1);
  if ((metadata.integer('llama.expert_count') ?? 0) > 0) return;
  const inner = 'llama.feed_forward_length';
  const feed_forward_length = inRange(inner, first(metadata, inner), 1, MAX_DIMENSION);
  const shape = { ...sizes, vocab_size, head_length, feed_forward_length };
  checkLayers(tensors, sizes.block_count);
  checkTensors(tensors, shape, sizes.block_count);
}

const first = (metadata: Metadata, key: string): number | undefined => metadata.integers(key)?.[0];

/** llama.cpp builds every `llama` layer by the first layer's numbers. */
function checkUniform(metadata: Metadata): void {
  const names = ['attention.head_count', 'attention.head_count_kv', 'feed_forward_length'];
  for (const name of names) {
    const key = `llama.${name}`;
    if (new Set(metadata.integers(key)).size < 2) continue;
    throw invalid(`${key} differs between layers, which this architecture does not allow.`, {
      key,
    });
  }
}

function headLength(metadata: Metadata, sizes: Hyperparameters): number {
  const { embedding_length: width, head_count: heads } = sizes;
  const keyLength = metadata.integer('llama.attention.key_length');
  if (keyLength === undefined && width % heads !== 0) {
    throw invalid(
      `llama.attention.head_count is ${heads}; it must divide llama.embedding_length, which is ${width}.`,
      { key: 'llama.attention.head_count', head_count: heads, embedding_length: width },
    );
  }
  const length = inRange('llama.attention.key_length', keyLength ?? width / heads, 2, width * 2);
  for (const key of ['llama.attention.value_length', 'llama.rope.dimension_count']) {
    const stated = metadata.integer(key) ?? length;
    if (stated === length) continue;
    throw invalid(`${key} is ${stated}, but one attention head has ${length} elements.`, {
      key,
      value: stated,
      head_length: length,
    });
  }
  // Rope turns elements in pairs.
  if (length % 2 === 0) return length;
  throw invalid(`One attention head has ${length} elements; the number must be even.`, {
    head_length: length,
  });
}

/** `block_count` says how many layers to look for; more or fewer in the file is a fault. */
function checkLayers(tensors: Tensors, blocks: number): void {
  const present = new Set<string>();
  for (const name of tensors.keys()) {
    const layer = /^blk\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined) present.add(layer);
  }
  if (present.size === blocks) return;
  throw invalid(`llama.block_count is ${blocks}, but the file has ${present.size} layers.`, {
    key: 'llama.block_count',
    value: blocks,
    layers: present.size,
  });
}

function checkTensors(tensors: Tensors, shape: LlamaShape, blocks: number): void {
  checkEach(tensors, modelTensors(shape));
  for (let layer = 0; layer < blocks; layer += 1) {
    checkEach(tensors, layerTensors(shape, layer, tensors.has(`blk.${layer}.attn_qkv.weight`)));
  }
}

function checkEach(tensors: Tensors, expected: readonly ExpectedTensor[]): void {
  for (const one of expected) {
    const found = tensors.get(one.name);
    if (found !== undefined) checkTensor(found, one);
    else if (one.required) {
      throw invalid(`The tensor ${quoted(one.name)} is missing.`, { tensor: one.name });
    }
  }
}

function checkTensor(found: TensorInfo, expected: ExpectedTensor): void {
  const shape = expected.dimensions.join(' × ');
  if (!sameShape(found.dimensions, expected.dimensions)) {
    throw invalid(
      `The tensor ${quoted(found.name)} has the shape ${found.dimensions.join(' × ')}; the model's sizes demand ${shape}.`,
      { tensor: found.name, dimensions: found.dimensions, expected: expected.dimensions },
    );
  }
  // Norms and biases are added to F32 activations; ggml aborts on any other type there.
  const isVector = expected.dimensions.length === 1;
  const isUsable = isVector ? found.type.name === 'F32' : !NOT_FOR_WEIGHTS.has(found.type.name);
  if (isUsable) return;
  throw invalid(
    `The tensor ${quoted(found.name)} is of type ${found.type.name}, which the engine cannot compute with there.`,
    { tensor: found.name, type: found.type.name },
  );
}

/** Missing dimensions count 1, as in ggml. */
function sameShape(left: readonly number[], right: readonly number[]): boolean {
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, index) => (left[index] ?? 1) === (right[index] ?? 1)).every(
    Boolean,
  );
}
