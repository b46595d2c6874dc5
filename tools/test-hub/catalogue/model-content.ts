import { createHash } from 'node:crypto';
import { type ModelSpec, planGguf } from '../../../scripts/gguf/generate.ts';
import { encodeRow } from '../../../scripts/gguf/quantise.ts';
import { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { TensorSpec } from '../../../scripts/gguf/tensors.ts';
import { ALIGNMENT, encodeHeader, tensorBytes } from '../../../scripts/gguf/write-gguf.ts';
import { type Content, PatternedContent, type Run } from './content.ts';

/** Noise needs no more rows than this to be noise; the rest of a tensor repeats them. */
const ROWS_OF_NOISE = 4;
/**
 * Equal rows of the vocabulary are equally likely, and the first of them wins: with only a few, that
 * is always one of the first tokens, which end the text or have none.
 */
const WORDS_OF_NOISE = 1021;
const VOCABULARY = /^(token_embd|output)\.weight$/;
const NOISE_BYTES = 64 * 1024;

function runsOf(tensor: TensorSpec, rowsKept: number): Run[] {
  const [columns, rows = 1] = tensor.dimensions;
  const row = new Float32Array(columns);
  const encoded = Array.from({ length: Math.min(rows, rowsKept) }, (_, index) => {
    tensor.rows(index, row);
    return encodeRow(tensor.type, row);
  });
  const length = tensorBytes(tensor);
  return [
    { pattern: Buffer.concat(encoded), length },
    {
      pattern: new Uint8Array(ALIGNMENT),
      length: Math.ceil(length / ALIGNMENT) * ALIGNMENT - length,
    },
  ];
}

/**
 * A model that passes the checks and loads, without a file: half a gigabyte takes a few megabytes
 * of memory. A model that says a text keeps every row, because each of its words is one.
 */
export function modelContent(spec: ModelSpec): Content {
  const { metadata, tensors } = planGguf(spec);
  const header = encodeHeader(metadata, tensors);
  const rowsKept = ({ name }: TensorSpec): number => {
    if (spec.content.kind === 'cycle') return Number.POSITIVE_INFINITY;
    return VOCABULARY.test(name) ? WORDS_OF_NOISE : ROWS_OF_NOISE;
  };
  return new PatternedContent([
    { pattern: header, length: header.length },
    ...tensors.flatMap((tensor) => runsOf(tensor, rowsKept(tensor))),
  ]);
}

/**
 * A file that is there to be listed: its size is true, its bytes are noise, and its hash is stated
 * rather than computed, which would take seconds for gigabytes. Whoever downloads it must refuse it.
 */
export function statedContent(name: string, bytes: number): Content {
  const stated = createHash('sha256').update(`stated ${name} ${bytes}`).digest();
  const random = new SeededRandom(stated.readUInt32LE());
  const pattern = Buffer.from(Array.from({ length: NOISE_BYTES }, () => random.below(256)));
  const noise = new PatternedContent([{ pattern, length: bytes }]);
  return {
    size: bytes,
    sha256: () => Promise.resolve(stated.toString('hex')),
    read: (start, end) => noise.read(start, end),
  };
}
