import { SCALAR_BYTES, valueTypeName } from '../../src/main/hermes/gguf/format.ts';

/** Bytes from `at` to before `end`. */
export interface Span {
  readonly at: number;
  readonly end: number;
}

export interface PairLayout {
  readonly key: Span;
  readonly typeAt: number;
  readonly value: Span;
}

export interface TensorLayout {
  readonly name: Span;
  /** Of each dimension, 8 bytes long. */
  readonly dimensionsAt: readonly number[];
  readonly typeAt: number;
  readonly offsetAt: number;
}

/** Where everything lies in a sound file, for those who damage it. */
export interface Layout {
  readonly pairs: readonly PairLayout[];
  readonly tensors: readonly TensorLayout[];
  /** Where each length of a text and each count of a list stands, 8 bytes long. */
  readonly lengthsAt: readonly number[];
  readonly metadata: Span;
  readonly tensorList: Span;
  readonly data: Span;
}

/** Behind magic, version and the counts of tensors and pairs. */
const PREAMBLE_BYTES = 24;

class Walk {
  readonly lengthsAt: number[] = [];
  at = PREAMBLE_BYTES;
  readonly #file: Buffer;

  constructor(file: Buffer) {
    this.#file = file;
  }

  skip(bytes: number): number {
    const at = this.at;
    this.at += bytes;
    return at;
  }

  u32(): number {
    return this.#file.readUInt32LE(this.skip(4));
  }

  length(): number {
    this.lengthsAt.push(this.at);
    return Number(this.#file.readBigUInt64LE(this.skip(8)));
  }

  text(): Span {
    const length = this.length();
    const at = this.skip(length);
    return { at, end: this.at };
  }

  value(): void {
    this.#ofType(this.u32());
  }

  #ofType(id: number): void {
    const type = valueTypeName(id);
    if (type === undefined) throw new Error(`no value has the type ${id}`);
    if (type === 'string') this.text();
    else if (type === 'array') this.#list();
    else this.skip(SCALAR_BYTES[type]);
  }

  #list(): void {
    const type = this.u32();
    const count = this.length();
    for (let index = 0; index < count; index += 1) this.#ofType(type);
  }
}

function pair(walk: Walk): PairLayout {
  const key = walk.text();
  const typeAt = walk.at;
  walk.value();
  return { key, typeAt, value: { at: typeAt + 4, end: walk.at } };
}

function tensor(walk: Walk): TensorLayout {
  const name = walk.text();
  const dimensionsAt = Array.from({ length: walk.u32() }, () => walk.skip(8));
  return { name, dimensionsAt, typeAt: walk.skip(4), offsetAt: walk.skip(8) };
}

/** @param dataAt where the tensors' data begins */
export function layoutOf(file: Buffer, dataAt: number): Layout {
  const walk = new Walk(file);
  const count = (at: number): number => Number(file.readBigUInt64LE(at));
  const pairs = Array.from({ length: count(16) }, () => pair(walk));
  const metadata = { at: PREAMBLE_BYTES, end: walk.at };
  const tensors = Array.from({ length: count(8) }, () => tensor(walk));
  return {
    pairs,
    tensors,
    lengthsAt: walk.lengthsAt,
    metadata,
    tensorList: { at: metadata.end, end: walk.at },
    data: { at: dataAt, end: file.length },
  };
}
