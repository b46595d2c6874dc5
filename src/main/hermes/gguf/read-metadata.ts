import { checkCount, LENGTH_BYTES, readBytes, takeLength } from './bounded-reads.ts';
import { SCALAR_BYTES, type ScalarTypeName, type ValueTypeName, valueTypeName } from './format.ts';
import { type GgufError, invalid, quoted } from './gguf-error.ts';
import type { HeaderReader } from './header-reader.ts';
import {
  MAX_ARRAY_ELEMENTS,
  MAX_ARRAY_STRING_BYTES,
  MAX_KEPT_ELEMENTS,
  MAX_KEY_BYTES,
  MAX_METADATA_PAIRS,
  MAX_STRING_BYTES,
  MAX_VOCABULARY,
} from './limits.ts';
import { Metadata, type MetadataArray, type MetadataValue, TOKEN_TYPES_KEY } from './metadata.ts';
import { readScalar } from './read-scalar.ts';
import { type Vocabulary, VocabularyBuilder } from './vocabulary.ts';

const TOKENS_KEY = 'tokenizer.ggml.tokens';
/** The shortest pair: a key of one letter, a type, one byte. */
const MIN_PAIR_BYTES = LENGTH_BYTES + 1 + 4 + 1;

/** Reads the metadata pairs; `pairs` is the count the header claims. */
export async function readMetadata(reader: HeaderReader, pairs: number): Promise<Metadata> {
  checkCount(pairs, MAX_METADATA_PAIRS, MIN_PAIR_BYTES, reader, 'metadata values');
  const values = new Map<string, MetadataValue>();
  let vocabulary: Vocabulary | null = null;
  for (let index = 0; index < pairs; index += 1) {
    const key = await readKey(reader, index);
    if (values.has(key)) throw invalid(`The metadata key ${quoted(key)} occurs twice.`, { key });
    if (key === TOKENS_KEY) {
      const builder = new VocabularyBuilder();
      values.set(key, await readValue(reader, key, builder));
      vocabulary = builder.finish();
    } else {
      values.set(key, await readValue(reader, key, null));
    }
  }
  return new Metadata(values, vocabulary);
}

async function readKey(reader: HeaderReader, index: number): Promise<string> {
  const what = `metadata key ${index + 1}`;
  const key = (await readBytes(reader, MAX_KEY_BYTES, what)).toString('utf8');
  if (key === '') throw invalid(`Metadata key ${index + 1} is empty.`, { index });
  // A zero byte would make it another key for C code.
  if (/\p{Cc}/u.test(key)) throw invalid(`${quoted(key)} is not a metadata key.`, { key });
  return key;
}

async function readType(reader: HeaderReader, key: string): Promise<ValueTypeName> {
  await reader.need(4, `the value of ${quoted(key)}`);
  const id = reader.takeU32();
  const type = valueTypeName(id);
  if (type !== undefined) return type;
  throw invalid(`The metadata value ${quoted(key)} has the unknown type ${id}.`, { key, type: id });
}

async function readValue(
  reader: HeaderReader,
  key: string,
  tokens: VocabularyBuilder | null,
): Promise<MetadataValue> {
  const what = `the value of ${quoted(key)}`;
  const type = await readType(reader, key);
  if (type === 'array') return readArray(reader, key, tokens);
  if (type === 'string') {
    const bytes = await readBytes(reader, MAX_STRING_BYTES, what);
    return { kind: 'string', value: bytes.toString('utf8'), bytes: bytes.length };
  }
  await reader.need(SCALAR_BYTES[type], what);
  const value = readScalar(reader.take(SCALAR_BYTES[type]), type);
  if (type === 'bool') {
    if (value > 1) throw notBool(key, value);
    return { kind: 'bool', value: value === 1 };
  }
  return { kind: type.startsWith('float') ? 'float' : 'integer', type, value };
}

async function readArray(
  reader: HeaderReader,
  key: string,
  tokens: VocabularyBuilder | null,
): Promise<MetadataArray> {
  const what = `the list ${quoted(key)}`;
  const of = await readType(reader, key);
  if (of === 'array')
    throw invalid(`The list ${quoted(key)} holds lists (nested arrays).`, { key });
  await reader.need(8, what);
  const count = reader.takeU64();
  const smallest = of === 'string' ? LENGTH_BYTES : SCALAR_BYTES[of];
  const limit = tokens === null ? MAX_ARRAY_ELEMENTS : MAX_VOCABULARY;
  checkCount(count, limit, smallest, reader, `elements in ${what}`);
  if (of === 'string') {
    return {
      kind: 'array',
      of,
      count,
      numbers: [],
      strings: await readStrings(reader, count, what, tokens),
    };
  }
  return {
    kind: 'array',
    of,
    count,
    numbers: await readNumbers(reader, count, of, key),
    strings: [],
  };
}

async function readStrings(
  reader: HeaderReader,
  count: number,
  what: string,
  tokens: VocabularyBuilder | null,
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (!reader.has(LENGTH_BYTES)) await reader.need(LENGTH_BYTES, what);
    const length = takeLength(reader, MAX_ARRAY_STRING_BYTES, what);
    if (!reader.has(length)) await reader.need(length, what);
    const bytes = reader.take(length);
    tokens?.add(bytes);
    if (count <= MAX_KEPT_ELEMENTS) kept.push(bytes.toString('utf8'));
  }
  return kept;
}

async function readNumbers(
  reader: HeaderReader,
  count: number,
  type: ScalarTypeName,
  key: string,
): Promise<readonly number[]> {
  const what = `the list ${quoted(key)}`;
  if (count > (key === TOKEN_TYPES_KEY ? MAX_VOCABULARY : MAX_KEPT_ELEMENTS)) {
    reader.skip(count * SCALAR_BYTES[type], what);
    return [];
  }
  await reader.need(count * SCALAR_BYTES[type], what);
  return Array.from({ length: count }, () => {
    const value = readScalar(reader.take(SCALAR_BYTES[type]), type);
    if (type === 'bool' && value > 1) throw notBool(key, value);
    return value;
  });
}

const notBool = (key: string, value: number): GgufError =>
  invalid(`The metadata value ${quoted(key)} is neither true nor false but ${value}.`, { key });
