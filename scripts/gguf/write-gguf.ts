import { open, rename, rm } from 'node:fs/promises';
import { DEFAULT_ALIGNMENT, GGUF_MAGIC } from '../../src/main/hermes/gguf/format.ts';
import { encodeMetadata, type Metadata, text, u64 } from './metadata.ts';
import { encodeRow, rowBytes, WRITABLE_TYPES } from './quantise.ts';
import type { TensorSpec } from './tensors.ts';

export const ALIGNMENT = DEFAULT_ALIGNMENT;
const VERSION = 3;
const FLUSH_BYTES = 1 << 20;

const padded = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;

function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

const rowsOf = ({ dimensions }: TensorSpec): number => dimensions[1] ?? 1;

export function tensorBytes(tensor: TensorSpec): number {
  return rowBytes(tensor.type, tensor.dimensions[0]) * rowsOf(tensor);
}

function encodeTensorInfos(tensors: readonly TensorSpec[]): Buffer {
  let offset = 0;
  const infos = tensors.map((tensor) => {
    const info = Buffer.concat([
      text(tensor.name),
      u32(tensor.dimensions.length),
      ...tensor.dimensions.map((dimension) => u64(dimension)),
      u32(WRITABLE_TYPES[tensor.type].id),
      u64(offset), // relative to the aligned start of the data
    ]);
    offset += padded(tensorBytes(tensor));
    return info;
  });
  return Buffer.concat(infos);
}

/** Header, metadata and tensor list, padded to where the data begins. */
export function encodeHeader(metadata: Metadata, tensors: readonly TensorSpec[]): Buffer {
  const header = Buffer.concat([
    Buffer.from(GGUF_MAGIC),
    u32(VERSION),
    u64(tensors.length),
    u64(metadata.length),
    encodeMetadata(metadata),
    encodeTensorInfos(tensors),
  ]);
  return Buffer.concat([header, Buffer.alloc(padded(header.length) - header.length)]);
}

function* dataOf(tensor: TensorSpec): Generator<Uint8Array> {
  const row = new Float32Array(tensor.dimensions[0]);
  for (let index = 0; index < rowsOf(tensor); index += 1) {
    tensor.rows(index, row);
    yield encodeRow(tensor.type, row);
  }
  yield new Uint8Array(padded(tensorBytes(tensor)) - tensorBytes(tensor));
}

/** Writes beside the target first, so that a reader never sees half a model. */
export async function writeGguf(
  path: string,
  metadata: Metadata,
  tensors: readonly TensorSpec[],
): Promise<{ bytes: number }> {
  const draft = `${path}.${process.pid}.tmp`;
  const file = await open(draft, 'w');
  let bytes = 0;
  let chunks: Uint8Array[] = [encodeHeader(metadata, tensors)];
  const flush = async (): Promise<void> => {
    const joined = Buffer.concat(chunks);
    chunks = [];
    bytes += joined.length;
    await file.writeFile(joined); // appends, and all of it: write() may stop halfway on a full disk
  };
  try {
    let waiting = 0;
    for (const tensor of tensors) {
      for (const chunk of dataOf(tensor)) {
        chunks.push(chunk);
        waiting += chunk.length;
        if (waiting < FLUSH_BYTES) continue;
        waiting = 0;
        await flush();
      }
    }
    await flush();
    await file.close();
    await rename(draft, path);
  } catch (caught) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw caught;
  }
  return { bytes };
}
