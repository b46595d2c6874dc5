import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FILE } from '../scratch-names.ts';
import { commonLength } from './choose-slot.ts';
import { tokensOfState } from './state-file.ts';

/** A beginning that several prompts had, computed. */
export interface Prefix {
  readonly tokens: readonly number[];
  readonly path: string;
}

interface Kept extends Prefix {
  readonly bytes: number;
}

export interface ShelfLimits {
  /** A longer state does not fit in a slot. */
  readonly tokens: number;
  readonly bytes: number;
}

/** Two prompts with this much in common have it from one source, such as a module's instructions. */
const LEAST_TOKENS = 256;
/** A prompt that goes on where another ended shares all of it, and needs nothing kept. */
const LEAST_DIFFERENCE = 8;
/** Instructions that are remembered to have come once. */
const MOST_SEEN = 256;
/** Below this, computing is as fast as reading. */
const WORTH_READING_TOKENS = 128;

/**
 * Computed beginnings of prompts, kept as files: a module's long instructions are read by the model
 * once, whichever slot comes next, and also after the model was out of memory. Reading 512 tokens
 * takes 2 ms where computing them takes 650 (135 M) or 1,650 ms (0.5 B); writing takes 4 to 6.
 */
export class PrefixShelf {
  readonly #folder: string;
  readonly #limits: ShelfLimits;
  /** The one used last goes first. */
  #kept: readonly Kept[] = [];
  /** Tokens of a prefix of this model that take more than all may take. */
  #tooLong = Number.POSITIVE_INFINITY;
  /** Of instructions that came once, by their hash; the oldest first. */
  readonly #seen = new Set<string>();

  /** @param folder may hold files of an earlier process with the same model and the same context */
  constructor(folder: string, limits: ShelfLimits) {
    this.#folder = folder;
    this.#limits = limits;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const tokens = STATE_FILE.test(name) ? tokensOfState(path, limits.tokens) : null;
      if (tokens !== null) this.add({ tokens, path });
    }
  }

  /**
   * What spares the most of computing a prompt.
   * @param inSlot how much of its beginning the slot holds
   */
  find(prompt: readonly number[], inSlot: number): Prefix | undefined {
    const usable = this.#kept.filter(
      ({ tokens }) =>
        tokens.length < prompt.length && commonLength(tokens, prompt) === tokens.length,
    );
    const best = usable.toSorted((a, b) => b.tokens.length - a.tokens.length)[0];
    if (best === undefined) return undefined;
    this.#kept = [best, ...this.#kept.filter((one) => one !== best)];
    return best.tokens.length - inSlot >= WORTH_READING_TOKENS ? best : undefined;
  }

  /**
   * Whether what two prompts share is worth keeping, and not kept yet.
   * @param prefix the tokens they share
   * @param before how many the slot held for the earlier one
   */
  wants(prefix: readonly number[], before: number): boolean {
    return before - prefix.length >= LEAST_DIFFERENCE && this.#lacks(prefix);
  }

  /** Whether these instructions came once before, so that they will come again, and are not kept. */
  recognises(instructions: readonly number[]): boolean {
    if (!this.#lacks(instructions)) return false;
    const key = createHash('sha256').update(Int32Array.from(instructions)).digest('base64');
    if (this.#seen.delete(key)) return true;
    this.#seen.add(key);
    const [oldest = ''] = this.#seen;
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(oldest);
    return false;
  }

  #lacks(prefix: readonly number[]): boolean {
    if (prefix.length < LEAST_TOKENS || prefix.length >= this.#tooLong) return false;
    return !this.#kept.some(
      ({ tokens }) => prefix.length - commonLength(tokens, prefix) < LEAST_DIFFERENCE,
    );
  }

  /** A name for a new file. */
  place(): string {
    return join(this.#folder, `${randomUUID()}.state`);
  }

  /** What was used longest ago makes room. */
  add(prefix: Prefix): void {
    const { size: bytes } = statSync(prefix.path);
    if (bytes > this.#limits.bytes) {
      this.#tooLong = Math.min(this.#tooLong, prefix.tokens.length);
      return this.forget(prefix);
    }
    this.#kept = [{ ...prefix, bytes }, ...this.#kept];
    while (this.#bytes > this.#limits.bytes) {
      const last = this.#kept.at(-1);
      if (last !== undefined) this.forget(last);
    }
  }

  forget(prefix: Prefix): void {
    this.#kept = this.#kept.filter(({ path }) => path !== prefix.path);
    rmSync(prefix.path, { force: true });
  }

  get #bytes(): number {
    return this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
