import type { Metadata, MetadataValue, ValueOf, ValueType } from './metadata.ts';
import { OPTIONAL_KEYS } from './optional-keys.ts';
import type { SeededRandom } from './random.ts';

/** Gives other metadata, and says what is different. */
export type MetadataMutation = (
  metadata: Metadata,
  random: SeededRandom,
) => { readonly what: string; readonly metadata: Metadata };

type Entry = Metadata[number];

/** Changes of meaning in a file that is written properly, so that it gets past the reading. */
export const METADATA_MUTATIONS = {
  'a number replaced': replacing('u32', (value, random) => ({
    type: 'u32',
    value: random.pick([0, 1, 2, 3, 7, value - 1, value + 1, value * 2, ...LARGE, random.uint32()]),
  })),
  'a fraction replaced': replacing('f32', (_, random) => ({
    type: 'f32',
    value: random.pick([...ODD_FRACTIONS, random.normal()]),
  })),
  'a switch turned': replacing('bool', (value) => ({ type: 'bool', value: 1 - value })),
  'a text replaced': replacing('string', (value, random) => ({
    type: 'string',
    value: otherText(value, random),
  })),
  'texts of a list replaced': replacing('strings', (value, random) => ({
    type: 'strings',
    value: someReplaced(value, random, (text) => otherText(text, random)),
  })),
  'whole numbers of a list replaced': replacing('i32s', (value, random) => ({
    type: 'i32s',
    value: someReplaced(value, random, () => random.pick([0, 1, 2, 3, 4, 5, 6, 7, 99, -1])),
  })),
  'fractions of a list replaced': replacing('f32s', (value, random) => ({
    type: 'f32s',
    value: someReplaced(value, random, () => random.pick(ODD_FRACTIONS)),
  })),
  'a key left out': (metadata, random) => {
    const [left] = random.pick(metadata);
    return { what: `${left} left out`, metadata: metadata.filter(([key]) => key !== left) };
  },
  'a key renamed': (metadata, random) => {
    const [old] = random.pick(metadata);
    const name = random.pick([`${old}s`, old.toUpperCase(), old.replace(/\./, '_'), 'x']);
    const renamed = metadata.map(([key, value]): Entry => [key === old ? name : key, value]);
    return { what: `${old} renamed to ${name}`, metadata: renamed };
  },
  'a key under another type': (metadata, random) => {
    const [changed] = random.pick(metadata);
    const value = random.pick(ODD_VALUES);
    return setting(metadata, changed, value);
  },
  'an optional key': (metadata, random) => {
    const [key, values] = random.pick(OPTIONAL_KEYS);
    const name = key.replace('{arch}', architectureOf(metadata));
    return setting(metadata, name, random.pick(values));
  },
} as const satisfies Record<string, MetadataMutation>;

const LARGE = [2 ** 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const ODD_FRACTIONS = [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 1e30, -1e30, 1e-30];
const ODD_VALUES: readonly MetadataValue[] = [
  { type: 'u32', value: 1 },
  { type: 'i32', value: -1 },
  { type: 'f32', value: 1 },
  { type: 'bool', value: 1 },
  { type: 'string', value: '1' },
  { type: 'strings', value: [] },
  { type: 'i32s', value: [1] },
  { type: 'f32s', value: [1, 1, 1] },
];

function replacing<Type extends ValueType>(
  type: Type,
  other: (value: ValueOf<Type>['value'], random: SeededRandom) => MetadataValue,
): MetadataMutation {
  const isFitting = (entry: Entry): entry is Entry & readonly [string, ValueOf<Type>] =>
    entry[1].type === type;
  return (metadata, random) => {
    const fitting = metadata.filter(isFitting);
    if (fitting.length === 0) return { what: `no value of type ${type} to change`, metadata };
    const [key, { value }] = random.pick(fitting);
    return setting(metadata, key, other(value, random));
  };
}

function setting(metadata: Metadata, key: string, value: MetadataValue) {
  const had = metadata.some(([name]) => name === key);
  const changed: Metadata = had
    ? metadata.map(([name, old]): Entry => [name, name === key ? value : old])
    : [...metadata, [key, value]];
  return { what: `${key} = ${shown(value)}`, metadata: changed };
}

const shown = ({ type, value }: MetadataValue): string =>
  typeof value === 'object'
    ? `${value.length} ${type}`
    : `${type} ${JSON.stringify(String(value).slice(0, 60))}`;

const architectureOf = (metadata: Metadata): string => {
  const found = metadata.find(([key]) => key === 'general.architecture')?.[1];
  return found?.type === 'string' ? found.value : 'llama';
};

function otherText(text: string, random: SeededRandom): string {
  return random.pick([
    '',
    text.slice(0, random.below(text.length + 1)),
    text + text,
    'x'.repeat(1 + random.below(20_000)),
    '\u0000',
    '\ud800',
    '👩‍👩‍👧‍👦 ñ ▁',
    '{% for x in range(1000000) %}{{ x }}{% endfor %}',
    '{{ messages[0] }}{% if',
    String.fromCodePoint(1 + random.below(0xd7ff)),
  ]);
}

/** One to eight of them, or now and then all. */
function someReplaced<Item>(
  list: readonly Item[],
  random: SeededRandom,
  other: (item: Item) => Item,
): readonly Item[] {
  if (random.below(8) === 0) return list.map(other);
  const chosen = new Set(
    Array.from({ length: 1 + random.below(8) }, () => random.below(list.length)),
  );
  return list.map((item, index) => (chosen.has(index) ? other(item) : item));
}
