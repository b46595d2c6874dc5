import { VALUE_TYPES } from '../../src/main/hermes/gguf/format.ts';

/** What a value holds, by the short name of its type. */
interface Values {
  readonly u32: number;
  readonly i32: number;
  readonly f32: number;
  readonly bool: number;
  readonly string: string;
  readonly strings: readonly string[];
  readonly f32s: readonly number[];
  readonly i32s: readonly number[];
  /** Lists in a list, which readers refuse: for tests. */
  readonly nested: readonly (readonly number[])[];
}

export type ValueType = keyof Values;

/** A metadata value of one GGUF type. */
export interface ValueOf<Type extends ValueType> {
  readonly type: Type;
  readonly value: Values[Type];
}

/** A metadata value with its GGUF type. */
export type MetadataValue = { [Type in ValueType]: ValueOf<Type> }[ValueType];

/** Pairs, not a record, so that a test can write the same key twice. */
export type Metadata = readonly (readonly [key: string, value: MetadataValue])[];

/** The format's numbers under the short names of `MetadataValue`. */
const TYPE = {
  u32: VALUE_TYPES.uint32,
  i32: VALUE_TYPES.int32,
  f32: VALUE_TYPES.float32,
  bool: VALUE_TYPES.bool,
  string: VALUE_TYPES.string,
  array: VALUE_TYPES.array,
} as const;

function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value >>> 0);
  return out;
}

function f32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeFloatLE(value);
  return out;
}

export function u64(value: number | bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
}

export function text(value: string): Buffer {
  const body = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(body.length), body]);
}

function array(elementType: number, elements: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(TYPE.array), u32(elementType), u64(elements.length), ...elements]);
}

function encodeValue(entry: MetadataValue): Buffer {
  switch (entry.type) {
    case 'u32':
    case 'i32':
      return Buffer.concat([u32(TYPE[entry.type]), u32(entry.value)]);
    case 'f32':
      return Buffer.concat([u32(TYPE.f32), f32(entry.value)]);
    case 'bool':
      return Buffer.concat([u32(TYPE.bool), Buffer.from([entry.value])]);
    case 'string':
      return Buffer.concat([u32(TYPE.string), text(entry.value)]);
    case 'strings':
      return array(TYPE.string, entry.value.map(text));
    case 'f32s':
      return array(TYPE.f32, entry.value.map(f32));
    case 'i32s':
      return array(TYPE.i32, entry.value.map(u32));
    case 'nested': {
      // An element is an array without the type in front: `array` writes that for its elements.
      const inner = entry.value.map((list) => array(TYPE.i32, list.map(u32)).subarray(4));
      return array(TYPE.array, inner);
    }
  }
}

export function encodeMetadata(metadata: Metadata): Buffer {
  return Buffer.concat(metadata.flatMap(([key, value]) => [text(key), encodeValue(value)]));
}
