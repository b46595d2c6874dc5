import { checkCount, readBytes } from './bounded-reads.ts';
import { DEFAULT_ALIGNMENT, type NamedTensorType, tensorTypeOf } from './format.ts';
import { invalid, quoted, truncated, unsupported } from './gguf-error.ts';
import type { HeaderReader } from './header-reader.ts';
import {
  MAX_ALIGNMENT,
  MAX_DIMENSION,
  MAX_TENSOR_DIMENSIONS,
  MAX_TENSOR_NAME_BYTES,
  MAX_TENSORS,
  MIN_ALIGNMENT,
} from './limits.ts';
import type { Metadata } from './metadata.ts';

export interface TensorInfo {
  readonly name: string;
  /** The row length first, as ggml's `ne`. */
  readonly dimensions: readonly number[];
  readonly type: NamedTensorType;
  readonly elements: number;
  readonly bytes: number;
}

export type Tensors = ReadonlyMap<string, TensorInfo>;

/** An empty name, no dimension, type and offset. */
const MIN_TENSOR_BYTES = 8 + 4 + 4 + 8;

/** Reads the tensor list and proves that the file holds the data of every tensor. */
export async function readTensors(
  reader: HeaderReader,
  count: number,
  metadata: Metadata,
): Promise<Tensors> {
  if (count === 0) throw unsupported('The file holds no weights, perhaps a vocabulary alone.');
  checkCount(count, MAX_TENSORS, MIN_TENSOR_BYTES, reader, 'tensors');
  const alignment = alignmentOf(metadata);
  const tensors = new Map<string, TensorInfo>();
  let expected = 0;
  let end = 0;
  for (let index = 0; index < count; index += 1) {
    const { tensor, offset } = await readTensor(reader, index);
    if (tensors.has(tensor.name)) {
      throw invalid(`The tensor name ${quoted(tensor.name)} occurs twice.`, {
        tensor: tensor.name,
      });
    }
    checkOffset(tensor, offset, expected);
    tensors.set(tensor.name, tensor);
    end = expected + tensor.bytes;
    expected = padded(end, alignment);
  }
  const needed = padded(reader.position, alignment) + end;
  if (needed > reader.size) {
    throw truncated(
      `The file has ${reader.size} bytes, but its tensors need ${needed}: the end is missing.`,
      { size: reader.size, needed },
    );
  }
  return tensors;
}

const padded = (bytes: number, alignment: number): number =>
  Math.ceil(bytes / alignment) * alignment;

function alignmentOf(metadata: Metadata): number {
  const key = 'general.alignment';
  const found = metadata.get(key);
  if (found === undefined) return DEFAULT_ALIGNMENT;
  if (found.kind !== 'integer' || found.type !== 'uint32') {
    throw invalid(`The metadata value "${key}" should be of type uint32.`, { key });
  }
  const { value } = found;
  const isPowerOfTwo = Number.isInteger(Math.log2(value));
  if (isPowerOfTwo && value >= MIN_ALIGNMENT && value <= MAX_ALIGNMENT) return value;
  throw invalid(
    `The alignment (${key}) is ${value}; it must be a power of two from ${MIN_ALIGNMENT} to ${MAX_ALIGNMENT}.`,
    { key, value },
  );
}

/** Tensors lie one behind the other; any other offset reads foreign or missing bytes. */
function checkOffset(tensor: TensorInfo, offset: number, expected: number): void {
  if (offset === expected) return;
  throw invalid(
    `The tensor ${quoted(tensor.name)} has the offset ${offset} where ${expected} is due.`,
    { tensor: tensor.name, offset, expected },
  );
}

async function readTensor(
  reader: HeaderReader,
  index: number,
): Promise<{ tensor: TensorInfo; offset: number }> {
  const what = `the description of tensor ${index + 1}`;
  const name = (await readBytes(reader, MAX_TENSOR_NAME_BYTES, what)).toString('utf8');
  if (name === '') throw invalid(`Tensor ${index + 1} has no name.`, { index });
  // ggml compares names as C strings: a zero byte would hide a duplicate.
  if (/\p{Cc}/u.test(name))
    throw invalid(`${quoted(name)} is not a tensor name.`, { tensor: name });
  const dimensions = await readDimensions(reader, name);
  await reader.need(12, what);
  const type = typeOf(reader.takeU32(), name);
  const offset = reader.takeU64();
  return { tensor: describe(name, dimensions, type), offset };
}

async function readDimensions(reader: HeaderReader, name: string): Promise<readonly number[]> {
  const what = `the dimensions of tensor ${quoted(name)}`;
  await reader.need(4, what);
  const count = reader.takeU32();
  if (count > MAX_TENSOR_DIMENSIONS) {
    throw invalid(
      `The tensor ${quoted(name)} has ${count} dimensions; at most ${MAX_TENSOR_DIMENSIONS} are allowed.`,
      { tensor: name, count },
    );
  }
  await reader.need(count * 8, what);
  const dimensions = Array.from({ length: count }, () => reader.takeU64());
  const bad = dimensions.find((dimension) => dimension < 1 || dimension > MAX_DIMENSION);
  if (bad === undefined) return dimensions;
  throw invalid(
    `The tensor ${quoted(name)} has a dimension of ${bad}; it must be from 1 to ${MAX_DIMENSION}.`,
    { tensor: name, dimension: bad },
  );
}

function typeOf(id: number, name: string): NamedTensorType {
  const type = tensorTypeOf(id);
  if (type !== undefined) return type;
  throw invalid(`The tensor ${quoted(name)} has the unknown type ${id}.`, {
    tensor: name,
    type: id,
  });
}

function describe(name: string, dimensions: readonly number[], type: NamedTensorType): TensorInfo {
  const row = dimensions[0] ?? 1;
  if (row % type.block !== 0) {
    throw invalid(
      `The tensor ${quoted(name)} has rows of ${row} elements; ${type.name} needs a multiple of ${type.block}.`,
      { tensor: name, row, block: type.block },
    );
  }
  // Four factors below 2^31 cannot overflow a double; beyond 2^53 it would only be inexact.
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  const bytes = (elements / type.block) * type.bytes;
  if (elements <= Number.MAX_SAFE_INTEGER && bytes <= Number.MAX_SAFE_INTEGER / 2) {
    return { name, dimensions, type, elements, bytes };
  }
  throw invalid(`The tensor ${quoted(name)} claims ${elements} elements, more than can exist.`, {
    tensor: name,
    elements,
  });
}
