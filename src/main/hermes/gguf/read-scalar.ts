import type { ScalarTypeName } from './format.ts';

/** One little-endian number; 64-bit integers beyond 2^53 are rounded. A bool is its byte. */
export function readScalar(bytes: Buffer, type: ScalarTypeName): number {
  switch (type) {
    case 'uint8':
    case 'bool':
      return bytes.readUInt8();
    case 'int8':
      return bytes.readInt8();
    case 'uint16':
      return bytes.readUInt16LE();
    case 'int16':
      return bytes.readInt16LE();
    case 'uint32':
      return bytes.readUInt32LE();
    case 'int32':
      return bytes.readInt32LE();
    case 'float32':
      return bytes.readFloatLE();
    case 'uint64':
      return Number(bytes.readBigUInt64LE());
    case 'int64':
      return Number(bytes.readBigInt64LE());
    case 'float64':
      return bytes.readDoubleLE();
  }
}
