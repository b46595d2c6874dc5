/**
 * A way of asking: `{importo|cargo} {un modelo|<format>} (por favor)`. Braces hold alternatives,
 * parentheses what may be missing, angle brackets the name of a list; all of them nest.
 */
export type Template = readonly Part[];

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'one-of'; readonly options: readonly Template[] };

/** The lists a template may name, each an alternative of its own. */
export type Slots = ReadonlyMap<string, readonly Template[]>;

/** @throws Error that shows the template, when a bracket or the name of a list is wrong */
export function parseTemplate(source: string, slots: Slots = new Map()): Template {
  const reader = new Reader(source, slots);
  const template = reader.sequence();
  reader.finish();
  return template;
}

class Reader {
  readonly #source: string;
  readonly #slots: Slots;
  #at = 0;

  constructor(source: string, slots: Slots) {
    this.#source = source;
    this.#slots = slots;
  }

  sequence(): Template {
    const parts: Part[] = [];
    for (let text = this.#text(); ; text = this.#text()) {
      if (text !== '') parts.push({ kind: 'text', text });
      if (this.#takes('{')) parts.push({ kind: 'one-of', options: this.#options('}') });
      else if (this.#takes('(')) {
        parts.push({ kind: 'one-of', options: [...this.#options(')'), []] });
      } else if (this.#takes('<')) parts.push(this.#slot());
      else return parts;
    }
  }

  finish(): void {
    if (this.#at < this.#source.length) throw this.#wrong(`"${this.#source[this.#at]}"`);
  }

  #text(): string {
    const text = /[^{}()|<>]*/y;
    text.lastIndex = this.#at;
    const found = text.exec(this.#source)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #takes(mark: string): boolean {
    if (this.#source[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #options(end: string): readonly Template[] {
    const options = [this.sequence()];
    while (this.#takes('|')) options.push(this.sequence());
    if (!this.#takes(end)) throw this.#wrong(`no "${end}"`);
    return options;
  }

  #slot(): Part {
    const name = this.#text();
    const options = this.#slots.get(name);
    if (options === undefined) throw this.#wrong(`no list named "${name}"`);
    if (!this.#takes('>')) throw this.#wrong('no ">"');
    return { kind: 'one-of', options };
  }

  #wrong(what: string): Error {
    return new Error(`${what} at character ${this.#at + 1} of the template: ${this.#source}`);
  }
}
