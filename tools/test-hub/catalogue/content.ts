import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

const CHUNK_BYTES = 256 * 1024;
/** How much is hashed before other requests get a turn. */
const HASHED_AT_ONCE = 8 << 20;

/** A stretch of a file: `length` bytes in which the pattern comes over and over. */
export interface Run {
  readonly pattern: Uint8Array;
  readonly length: number;
}

/** The bytes of a file, computed where they are asked for. */
export interface Content {
  readonly size: number;
  /** SHA-256 of all of it, hexadecimal. */
  readonly sha256: () => Promise<string>;
  /** The bytes from `start` to before `end`, in chunks of the caller's own. */
  readonly read: (start: number, end: number) => Iterable<Buffer>;
}

/** Fills `into` with what stands at `at` bytes into the run. */
function fillFrom({ pattern }: Run, at: number, into: Uint8Array): void {
  let filled = 0;
  while (filled < into.length) {
    const from = (at + filled) % pattern.length;
    const part = pattern.subarray(from, from + into.length - filled);
    into.set(part, filled);
    filled += part.length;
  }
}

async function hash(content: Content): Promise<string> {
  const sum = createHash('sha256');
  for (let at = 0; at < content.size; at += HASHED_AT_ONCE) {
    for (const chunk of content.read(at, Math.min(at + HASHED_AT_ONCE, content.size))) {
      sum.update(chunk);
    }
    await setImmediate();
  }
  return sum.digest('hex');
}

/** A file of any size in the memory of its patterns. */
export class PatternedContent implements Content {
  readonly size: number;
  readonly #runs: readonly { readonly run: Run; readonly start: number; readonly end: number }[];
  #sha256: Promise<string> | undefined;

  constructor(runs: readonly Run[]) {
    let end = 0;
    this.#runs = runs.map((run) => {
      const start = end;
      end += run.length;
      return { run, start, end };
    });
    this.size = end;
  }

  sha256(): Promise<string> {
    this.#sha256 ??= hash(this);
    return this.#sha256;
  }

  *read(start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end; at += CHUNK_BYTES) {
      yield this.#chunk(at, Math.min(at + CHUNK_BYTES, end));
    }
  }

  #chunk(start: number, end: number): Buffer {
    const chunk = Buffer.allocUnsafe(end - start);
    for (const placed of this.#runs) {
      if (placed.end <= start || placed.start >= end) continue;
      const from = Math.max(placed.start, start);
      const into = chunk.subarray(from - start, Math.min(placed.end, end) - start);
      fillFrom(placed.run, from - placed.start, into);
    }
    return chunk;
  }
}

export function textContent(text: string): Content {
  const pattern = Buffer.from(text);
  return new PatternedContent([{ pattern, length: pattern.length }]);
}
