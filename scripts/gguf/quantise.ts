import { TENSOR_TYPES } from '../../src/main/hermes/gguf/format.ts';

const { F32, F16, Q4_0, Q8_0 } = TENSOR_TYPES;

/** The tensor types the generator writes. Rows are multiples of `block` elements. */
export const WRITABLE_TYPES = { F32, F16, Q4_0, Q8_0 } as const;
export type WritableType = keyof typeof WRITABLE_TYPES;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 half precision, rounded to nearest even; tiny values become zero. */
export function toHalf(value: number): number {
  float[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 127 + 15;
  const mantissa = word & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent <= 0) return sign;
  const half = sign | (exponent << 10) | (mantissa >>> 13);
  const rest = mantissa & 0x1fff;
  return rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1) ? half + 1 : half;
}

function largestOf(row: Float32Array, start: number): number {
  let largest = 0;
  for (let index = start; index < start + 32; index += 1) {
    const value = row[index] ?? 0;
    if (Math.abs(value) > Math.abs(largest)) largest = value;
  }
  return largest;
}

/** Q8_0: a half scale d = max|x| / 127, then 32 signed bytes round(x / d). */
function encodeQ8(row: Float32Array, start: number, out: DataView, at: number): void {
  const scale = Math.abs(largestOf(row, start)) / 127;
  out.setUint16(at, toHalf(scale), true);
  for (let index = 0; index < 32; index += 1) {
    const value = row[start + index] ?? 0;
    out.setInt8(at + 2 + index, scale === 0 ? 0 : Math.round(value / scale));
  }
}

/** Q4_0: d = x_max / -8, nibbles round(x / d) + 8; low nibbles are the first half of the block. */
function encodeQ4(row: Float32Array, start: number, out: DataView, at: number): void {
  const scale = largestOf(row, start) / -8;
  const nibble = (index: number): number =>
    scale === 0 ? 8 : Math.min(15, Math.round((row[start + index] ?? 0) / scale + 8));
  out.setUint16(at, toHalf(scale), true);
  for (let index = 0; index < 16; index += 1) {
    out.setUint8(at + 2 + index, nibble(index) | (nibble(index + 16) << 4));
  }
}

export function rowBytes(type: WritableType, columns: number): number {
  const { block, bytes } = WRITABLE_TYPES[type];
  if (columns % block !== 0) {
    throw new Error(`${type} rows must be a multiple of ${block} wide; ${columns} is not.`);
  }
  return (columns / block) * bytes;
}

/** One row of numbers in a tensor type's form. */
export function encodeRow(type: WritableType, row: Float32Array): Uint8Array {
  const out = new Uint8Array(rowBytes(type, row.length));
  const view = new DataView(out.buffer);
  const { block, bytes } = WRITABLE_TYPES[type];
  for (let start = 0, at = 0; start < row.length; start += block, at += bytes) {
    if (type === 'Q8_0') encodeQ8(row, start, view, at);
    else if (type === 'Q4_0') encodeQ4(row, start, view, at);
    else if (type === 'F16') view.setUint16(at, toHalf(row[start] ?? 0), true);
    else view.setFloat32(at, row[start] ?? 0, true);
  }
  return out;
}
