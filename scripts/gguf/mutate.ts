import { readFile } from 'node:fs/promises';
import { generateGguf, type ModelSpec } from './generate.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { Metadata } from './metadata.ts';
import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import { METADATA_MUTATIONS } from './mutate-metadata.ts';
import { SeededRandom } from './random.ts';
import type { TensorSpec } from './tensors.ts';
import { encodeHeader } from './write-gguf.ts';

/** A sound model, with what is needed to write variants of it. */
export interface Original {
  readonly metadata: Metadata;
  readonly tensors: readonly TensorSpec[];
  readonly file: Buffer;
  readonly layout: Layout;
}

/** @param path where the model is written */
export async function original(path: string, spec: ModelSpec): Promise<Original> {
  let metadata: Metadata = [];
  let tensors: readonly TensorSpec[] = [];
  await generateGguf(path, {
    ...spec,
    tamper: {
      metadata: (all) => (metadata = spec.tamper?.metadata?.(all) ?? all),
      tensors: (all) => (tensors = spec.tamper?.tensors?.(all) ?? all),
    },
  });
  const file = await readFile(path);
  return {
    metadata,
    tensors,
    file,
    layout: layoutOf(file, encodeHeader(metadata, tensors).length),
  };
}

const WEIGHTS = {
  'bits of the header': 2,
  'bits of the metadata': 4,
  'bits of the tensor list': 3,
  'bits of the data': 6,
  'bytes of the header': 2,
  'bytes of the metadata': 4,
  'bytes of the tensor list': 3,
  'bytes of the data': 5,
  'a stretch of the data': 5,
  'the end cut off': 6,
  'something behind the end': 1,
  'swapped numbers': 4,
  'a length blown up': 4,
  'a type changed': 6,
  'a text cut': 4,
  'a dimension changed': 3,
  'a letter of a name': 4,
  'a number replaced': 10,
  'a fraction replaced': 3,
  'a switch turned': 2,
  'a text replaced': 4,
  'texts of a list replaced': 4,
  'whole numbers of a list replaced': 4,
  'fractions of a list replaced': 3,
  'a key left out': 4,
  'a key renamed': 3,
  'a key under another type': 3,
  'an optional key': 14,
} as const satisfies Record<keyof typeof BYTE_MUTATIONS | keyof typeof METADATA_MUTATIONS, number>;

export type MutationName = keyof typeof WEIGHTS;

export interface Mutant {
  readonly name: MutationName;
  /** What is different, to find it again. */
  readonly what: string;
  readonly bytes: Buffer;
}

/** Each name as often as it weighs. */
const LOTS = Object.entries(WEIGHTS).flatMap(([name, weight]) =>
  Array.from({ length: weight }, () => name),
);

/** The same seed and originals give the same file. */
export function mutant(originals: readonly Original[], seed: number): Mutant {
  const random = new SeededRandom(seed);
  const chosen = random.pick(originals);
  const name = random.pick(LOTS);
  if (isOf(METADATA_MUTATIONS, name)) return ofMetadata(chosen, name, random);
  if (isOf(BYTE_MUTATIONS, name)) return ofBytes(chosen, name, random);
  throw new Error(`There is no mutation "${name}".`);
}

const isOf = <Table extends object>(table: Table, name: string): name is keyof Table & string =>
  Object.hasOwn(table, name);

function ofBytes(
  { file, layout }: Original,
  name: keyof typeof BYTE_MUTATIONS,
  random: SeededRandom,
): Mutant {
  return { name, ...BYTE_MUTATIONS[name]({ bytes: Buffer.from(file), layout }, random) };
}

/** A third of them twice: some faults only show together. */
function ofMetadata(
  chosen: Original,
  name: keyof typeof METADATA_MUTATIONS,
  random: SeededRandom,
): Mutant {
  const { what, metadata } = METADATA_MUTATIONS[name](chosen.metadata, random);
  const second =
    random.below(3) === 0
      ? METADATA_MUTATIONS['an optional key'](metadata, random)
      : { what: '', metadata };
  const header = encodeHeader(second.metadata, chosen.tensors);
  const data = chosen.file.subarray(chosen.layout.data.at);
  return {
    name,
    what: [what, second.what].filter(Boolean).join('; '),
    bytes: Buffer.concat([header, data]),
  };
}
