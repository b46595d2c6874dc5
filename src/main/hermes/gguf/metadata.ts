import type { ValueTypeName } from './format.ts';
import { invalid, quoted } from './gguf-error.ts';
import { MAX_DESCRIPTION_CHARACTERS, MAX_DESCRIPTION_ENTRIES } from './limits.ts';
import type { Vocabulary } from './vocabulary.ts';

export type MetadataValue =
  | { readonly kind: 'integer' | 'float'; readonly type: ValueTypeName; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string; readonly bytes: number }
  | MetadataArray;

/** One small number per token, so the only long list that is kept. */
export const TOKEN_TYPES_KEY = 'tokenizer.ggml.token_type';

/** Elements are kept when they are few, or token types; else `numbers` and `strings` are empty. */
export interface MetadataArray {
  readonly kind: 'array';
  readonly of: ValueTypeName;
  readonly count: number;
  readonly numbers: readonly number[];
  readonly strings: readonly string[];
}

/** The metadata of one file, asked by key. A value of an unexpected type is a fault of the file. */
export class Metadata {
  readonly #values: ReadonlyMap<string, MetadataValue>;
  /** The token list, or null without `tokenizer.ggml.tokens`. */
  readonly vocabulary: Vocabulary | null;

  constructor(values: ReadonlyMap<string, MetadataValue>, vocabulary: Vocabulary | null) {
    this.#values = values;
    this.vocabulary = vocabulary;
  }

  get(key: string): MetadataValue | undefined {
    return this.#values.get(key);
  }

  entries(): IterableIterator<[string, MetadataValue]> {
    return this.#values.entries();
  }

  integer(key: string): number | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    if (found.kind !== 'integer') throw wrongType(key, 'an integer');
    return found.value;
  }

  /** An integer, or one integer per layer. */
  integers(key: string): readonly number[] | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    if (found.kind === 'integer') return [found.value];
    const isIntegers = found.kind === 'array' && /^u?int/.test(found.of);
    if (!isIntegers || found.count === 0 || found.numbers.length !== found.count) {
      throw wrongType(key, 'an integer, or a list with one integer per layer');
    }
    return found.numbers;
  }

  number(key: string): number | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    if (found.kind !== 'integer' && found.kind !== 'float') throw wrongType(key, 'a number');
    return found.value;
  }

  bool(key: string): boolean | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    if (found.kind !== 'bool') throw wrongType(key, 'true or false');
    return found.value;
  }

  string(key: string): string | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    if (found.kind !== 'string') throw wrongType(key, 'a text');
    return found.value;
  }

  array(key: string, types: readonly ValueTypeName[]): MetadataArray | undefined {
    const found = this.get(key);
    if (found === undefined) return undefined;
    if (found.kind === 'array' && types.includes(found.of)) return found;
    throw wrongType(key, `a list of ${types.join(' or ')}`);
  }

  /** Descriptive lists (tags, languages): a text or a list of texts, anything else counts as none. */
  texts(key: string): readonly string[] {
    const found = this.get(key);
    if (found?.kind === 'string') return [shortened(found.value)];
    const strings = found?.kind === 'array' ? found.strings : [];
    return strings.slice(0, MAX_DESCRIPTION_ENTRIES).map(shortened);
  }

  /** A descriptive text (name, licence): anything else counts as none. */
  text(key: string): string | null {
    const found = this.get(key);
    return found?.kind === 'string' ? shortened(found.value) : null;
  }
}

const shortened = (text: string): string => text.slice(0, MAX_DESCRIPTION_CHARACTERS);

const wrongType = (key: string, expected: string): Error =>
  invalid(`The metadata value ${quoted(key)} should be ${expected}.`, { key, expected });
