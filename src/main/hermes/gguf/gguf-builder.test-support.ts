import { GGUF_MAGIC, TENSOR_TYPES, VALUE_TYPES } from './format.ts';

/** A metadata value, or its raw bytes with the type in front where a test needs a wrong one. */
export type TestValue =
  | { readonly type: 'uint32' | 'int32' | 'float32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'int32s' | 'float32s'; readonly value: readonly number[] }
  | { readonly type: 'raw'; readonly value: Buffer };

export interface TestTensor {
  readonly name: string;
  readonly dimensions: readonly (number | bigint)[];
  readonly type?: number;
  /** Where its data lies, instead of behind the tensor before it. */
  readonly offset?: number;
  /** How many bytes it takes, where the dimensions lie about it. */
  readonly bytes?: number;
}

/** Pairs rather than a record, so that a key can occur twice. */
export type TestPair = readonly [key: string, value: TestValue];

export interface TestModel {
  readonly version?: number;
  readonly pairs: readonly TestPair[];
  readonly tensors: readonly TestTensor[];
  /** The counts in the header, where they lie. */
  readonly pairCount?: bigint;
  readonly tensorCount?: bigint;
  readonly alignment?: number;
}

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

export const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const f32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
};

const list = (type: number, elements: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(VALUE_TYPES.array), u32(type), u64(elements.length), ...elements]);

function encode(entry: TestValue): Buffer {
  switch (entry.type) {
    case 'uint32':
    case 'int32':
      return Buffer.concat([u32(VALUE_TYPES[entry.type]), u32(entry.value)]);
    case 'float32':
      return Buffer.concat([u32(VALUE_TYPES.float32), f32(entry.value)]);
    case 'bool':
      return Buffer.concat([u32(VALUE_TYPES.bool), Buffer.from([entry.value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([u32(VALUE_TYPES.string), text(entry.value)]);
    case 'strings':
      return list(VALUE_TYPES.string, entry.value.map(text));
    case 'int32s':
      return list(VALUE_TYPES.int32, entry.value.map(u32));
    case 'float32s':
      return list(VALUE_TYPES.float32, entry.value.map(f32));
    case 'raw':
      return entry.value;
  }
}

const typeOf = (id: number) => Object.values(TENSOR_TYPES).find((type) => type.id === id);

function tensorBytes(tensor: TestTensor): number {
  if (tensor.bytes !== undefined) return tensor.bytes;
  const type = typeOf(tensor.type ?? TENSOR_TYPES.F32.id) ?? TENSOR_TYPES.F32;
  const elements = tensor.dimensions.reduce<number>((product, size) => product * Number(size), 1);
  return (elements / type.block) * type.bytes;
}

/** The bytes of a whole file; the weights are zeros. */
export function buildGguf(model: TestModel): Buffer {
  const alignment = model.alignment ?? 32;
  const pad = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
  let end = 0;
  const infos = model.tensors.map((tensor) => {
    const offset = tensor.offset ?? end;
    end += pad(tensorBytes(tensor));
    return Buffer.concat([
      text(tensor.name),
      u32(tensor.dimensions.length),
      ...tensor.dimensions.map(u64),
      u32(tensor.type ?? TENSOR_TYPES.F32.id),
      u64(offset),
    ]);
  });
  const header = Buffer.concat([
    Buffer.from(GGUF_MAGIC),
    u32(model.version ?? 3),
    u64(model.tensorCount ?? model.tensors.length),
    u64(model.pairCount ?? model.pairs.length),
    ...model.pairs.flatMap(([key, value]) => [text(key), encode(value)]),
    ...infos,
  ]);
  return Buffer.concat([header, Buffer.alloc(pad(header.length) - header.length + end)]);
}
