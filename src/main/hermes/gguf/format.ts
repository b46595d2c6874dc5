/**
 * The numbers of the GGUF format, as ggml writes them (ggml/docs/gguf.md, `enum ggml_type`).
 * The reader and the generator both take them from here, so they cannot drift apart.
 */

/** The first four bytes of every GGUF file. */
export const GGUF_MAGIC = 'GGUF';

/** Version 1 used 32-bit counts and llama.cpp no longer reads it. */
export const GGUF_VERSIONS: readonly number[] = [2, 3];

/** Where tensor data begins and how tensors are padded, unless `general.alignment` says otherwise. */
export const DEFAULT_ALIGNMENT = 32;

/** Metadata value types, `enum gguf_type`. */
export const VALUE_TYPES = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;

export type ValueTypeName = keyof typeof VALUE_TYPES;

/** Bytes of one value of a fixed-size type; a string or an array has none. */
export const SCALAR_BYTES = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  uint64: 8,
  int64: 8,
  float64: 8,
} as const satisfies Partial<Record<ValueTypeName, number>>;

export type ScalarTypeName = keyof typeof SCALAR_BYTES;

const VALUE_TYPE_NAMES: ReadonlyMap<number, ValueTypeName> = new Map([
  [0, 'uint8'],
  [1, 'int8'],
  [2, 'uint16'],
  [3, 'int16'],
  [4, 'uint32'],
  [5, 'int32'],
  [6, 'float32'],
  [7, 'bool'],
  [8, 'string'],
  [9, 'array'],
  [10, 'uint64'],
  [11, 'int64'],
  [12, 'float64'],
]);

export const valueTypeName = (id: number): ValueTypeName | undefined => VALUE_TYPE_NAMES.get(id);

/** How one tensor type is stored: every `block` elements of a row take `bytes` bytes. */
export interface TensorType {
  readonly id: number;
  readonly block: number;
  readonly bytes: number;
}

/**
 * Tensor types by name. Sizes are those of the block structs in ggml-common.h. The numbers 4, 5,
 * 31–33 and 36–38 were types once; llama.cpp dropped them and refuses such files.
 */
export const TENSOR_TYPES = {
  F32: { id: 0, block: 1, bytes: 4 },
  F16: { id: 1, block: 1, bytes: 2 },
  Q4_0: { id: 2, block: 32, bytes: 18 },
  Q4_1: { id: 3, block: 32, bytes: 20 },
  Q5_0: { id: 6, block: 32, bytes: 22 },
  Q5_1: { id: 7, block: 32, bytes: 24 },
  Q8_0: { id: 8, block: 32, bytes: 34 },
  Q8_1: { id: 9, block: 32, bytes: 36 },
  Q2_K: { id: 10, block: 256, bytes: 84 },
  Q3_K: { id: 11, block: 256, bytes: 110 },
  Q4_K: { id: 12, block: 256, bytes: 144 },
  Q5_K: { id: 13, block: 256, bytes: 176 },
  Q6_K: { id: 14, block: 256, bytes: 210 },
  Q8_K: { id: 15, block: 256, bytes: 292 },
  IQ2_XXS: { id: 16, block: 256, bytes: 66 },
  IQ2_XS: { id: 17, block: 256, bytes: 74 },
  IQ3_XXS: { id: 18, block: 256, bytes: 98 },
  IQ1_S: { id: 19, block: 256, bytes: 50 },
  IQ4_NL: { id: 20, block: 32, bytes: 18 },
  IQ3_S: { id: 21, block: 256, bytes: 110 },
  IQ2_S: { id: 22, block: 256, bytes: 82 },
  IQ4_XS: { id: 23, block: 256, bytes: 136 },
  I8: { id: 24, block: 1, bytes: 1 },
  I16: { id: 25, block: 1, bytes: 2 },
  I32: { id: 26, block: 1, bytes: 4 },
  I64: { id: 27, block: 1, bytes: 8 },
  F64: { id: 28, block: 1, bytes: 8 },
  IQ1_M: { id: 29, block: 256, bytes: 56 },
  BF16: { id: 30, block: 1, bytes: 2 },
  TQ1_0: { id: 34, block: 256, bytes: 54 },
  TQ2_0: { id: 35, block: 256, bytes: 66 },
  MXFP4: { id: 39, block: 32, bytes: 17 },
  NVFP4: { id: 40, block: 64, bytes: 36 },
  Q1_0: { id: 41, block: 128, bytes: 18 },
  Q2_0: { id: 42, block: 64, bytes: 18 },
} as const satisfies Record<string, TensorType>;

export interface NamedTensorType extends TensorType {
  readonly name: string;
}

const TENSOR_TYPES_BY_ID: ReadonlyMap<number, NamedTensorType> = new Map(
  Object.entries(TENSOR_TYPES).map(([name, type]) => [type.id, { name, ...type }]),
);

export const tensorTypeOf = (id: number): NamedTensorType | undefined => TENSOR_TYPES_BY_ID.get(id);
