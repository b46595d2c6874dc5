const BYTE_TOKEN = /^<0x([0-9A-F]{2})>$/;

/** What the tokenizer's checks need to know of the token list. */
export interface Vocabulary {
  readonly count: number;
  /** The first token that came twice. */
  readonly duplicate: { readonly token: string; readonly id: number } | null;
  /** Bytes without a token `<0xNN>`. */
  readonly missingBytes: readonly number[];
}

/** Takes the tokens one by one, in the order of their ids. */
export class VocabularyBuilder {
  readonly #seen = new Set<string>();
  readonly #bytes = new Set<number>();
  #count = 0;
  #duplicate: Vocabulary['duplicate'] = null;

  add(bytes: Buffer): void {
    const id = this.#count;
    this.#count += 1;
    // llama.cpp takes tokens as C strings and then asserts that no two are equal, so what stands
    // behind a zero byte does not count. latin1 keeps each byte apart, whatever the encoding.
    const end = bytes.indexOf(0);
    const text = bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
    // Its stand-in for an empty token.
    const token = text === '' ? `[EMPTY_${id}]` : text;
    if (this.#seen.has(token)) this.#duplicate ??= { token: bytes.toString('utf8'), id };
    this.#seen.add(token);
    const byte = text.length === 6 ? BYTE_TOKEN.exec(text)?.[1] : undefined;
    if (byte !== undefined) this.#bytes.add(Number.parseInt(byte, 16));
  }

  finish(): Vocabulary {
    const all = Array.from({ length: 256 }, (_, byte) => byte);
    return {
      count: this.#count,
      duplicate: this.#duplicate,
      missingBytes: all.filter((byte) => !this.#bytes.has(byte)),
    };
  }
}
