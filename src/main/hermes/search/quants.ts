import { posix } from 'node:path';
import { bitsOfQuant, quantOfName, UNKNOWN_QUANT } from './quant-labels.ts';

/** A file of a repository, as the hub lists it. */
export interface HubFile {
  readonly path: string;
  readonly size_bytes: number;
  readonly sha256: string | null;
}

/** One way in which a repository holds its model. */
export interface Quant {
  /** Within the repository: the label, or the name where that tells nothing or is taken. */
  readonly key: string;
  readonly label: string;
  readonly size_bytes: number;
  /** In their order. */
  readonly files: readonly HubFile[];
}

/** GGUF files that are no model by themselves: projectors, importance matrices, draft heads. */
const COMPANION = /(?:^|[-_.])(?:mmproj|imatrix)|^(?:mtp|eagle3|dflash|dspark)-/i;
const SHARD = /^(.*)-(\d{5})-of-(\d{5})$/;

interface Part extends HubFile {
  readonly folder: string;
  readonly stem: string;
  readonly number: number;
  readonly total: number;
}

function partOf(file: HubFile): Part | undefined {
  const { dir, name, ext } = posix.parse(file.path);
  if (ext.toLowerCase() !== '.gguf' || COMPANION.test(name)) return undefined;
  const [, stem, number = '1', total = '1'] = SHARD.exec(name) ?? [];
  return {
    ...file,
    folder: dir,
    stem: stem ?? name,
    number: Number(number),
    total: Number(total),
  };
}

/** Every part once: each of 1 to total. */
const isComplete = (parts: readonly Part[]): boolean =>
  parts.length === parts[0]?.total &&
  parts.every(({ number, total }) => number >= 1 && number <= total) &&
  new Set(parts.map(({ number }) => number)).size === parts.length;

/** A folder often bears the label: "Q8_0/model-00001-of-00002.gguf". */
function labelOf({ folder, stem }: Part): string {
  const label = quantOfName(stem);
  return label === UNKNOWN_QUANT ? quantOfName(folder) : label;
}

/** The models in a repository, from the smallest; sets of parts only where all are there. */
export function quantsOf(files: readonly HubFile[]): Quant[] {
  const parts = files.flatMap((file) => partOf(file) ?? []);
  const sets = Map.groupBy(parts, ({ folder, stem, total }) => `${folder}/${stem}/${total}`);
  const taken = new Set<string>();
  return [...sets.values()]
    .filter(isComplete)
    .flatMap((set) => quantOf(set.toSorted((one, other) => one.number - other.number)))
    .toSorted((one, other) => one.size_bytes - other.size_bytes)
    .map((quant) => {
      const known = quant.label !== UNKNOWN_QUANT && !taken.has(quant.label);
      const key = known ? quant.label : quant.key;
      taken.add(key);
      return { ...quant, key };
    });
}

function quantOf(set: readonly Part[]): Quant[] {
  const [first] = set;
  if (first === undefined) return [];
  return [
    {
      key: posix.join(first.folder, first.stem),
      label: labelOf(first),
      size_bytes: set.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
      files: set.map(({ path, size_bytes, sha256 }) => ({ path, size_bytes, sha256 })),
    },
  ];
}

/** Small enough for most machines, and hardly worse than the original (llama.cpp's own default). */
const USUAL = bitsOfQuant('Q4_K_M');

/**
 * The quant to take when nothing else is said: Q4_K_M, or the nearest to it of those that can be
 * taken. Where Q4_K_M is too large, so is everything above it: then that is the best smaller one.
 */
export function nearestToUsual<Item extends Pick<Quant, 'label'>>(
  usable: readonly Item[],
): Item | undefined {
  const distance = ({ label }: Item): number => Math.abs(bitsOfQuant(label) - USUAL);
  return usable.toSorted((one, other) => distance(one) - distance(other))[0];
}
