/**
 * Lets text through up to the first stop string. The end of what has arrived is held back while it
 * could be the beginning of one, so that no part of a stop string is ever shown.
 */
export class StopScanner {
  readonly #stops: readonly string[];
  #held = '';
  #stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** @returns what may be shown now */
  push(text: string): string {
    if (this.#stopped) return '';
    const all = this.#held + text;
    const end = this.#firstStop(all);
    this.#stopped = end !== -1;
    const shown = this.#stopped ? end : all.length - this.#possibleStart(all);
    this.#held = this.#stopped ? '' : all.slice(shown);
    return all.slice(0, shown);
  }

  /** The answer is over: what was held back was no stop string after all. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  #firstStop(text: string): number {
    const found = this.#stops.map((stop) => text.indexOf(stop)).filter((index) => index !== -1);
    return found.length === 0 ? -1 : Math.min(...found);
  }

  /** Length of the longest end of `text` with which a stop string begins. */
  #possibleStart(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length -= 1) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
