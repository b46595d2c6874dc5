import { closeSync, openSync, readSync } from 'node:fs';

/** llama.cpp's mark of a file with the state of one sequence, and the version it writes. */
const MAGIC = 0x67677371; // 'ggsq'
const VERSION = 3;
const HEADER_BYTES = 12;
const TOKEN_BYTES = 4;

/**
 * The tokens whose state a file holds: magic, version, count, then the tokens, each 32 bits little
 * endian (llama.cpp, `llama_context::state_seq_save_file`). Null when it is no such file.
 */
export function tokensOfState(path: string, most: number): number[] | null {
  const file = openSync(path, 'r');
  try {
    const header = read(file, HEADER_BYTES, 0);
    if (header?.getUint32(0, true) !== MAGIC || header.getUint32(4, true) !== VERSION) return null;
    const count = header.getUint32(8, true);
    if (count > most) return null;
    const list = read(file, count * TOKEN_BYTES, HEADER_BYTES);
    if (list === null) return null;
    return Array.from({ length: count }, (_, n) => list.getInt32(n * TOKEN_BYTES, true));
  } finally {
    closeSync(file);
  }
}

/** Null where the file ends before. */
function read(file: number, length: number, position: number): DataView | null {
  const bytes = new Uint8Array(length);
  return readSync(file, bytes, 0, length, position) === length ? new DataView(bytes.buffer) : null;
}
