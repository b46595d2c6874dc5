import { describe, expect, it } from 'vitest';
import { buildGguf } from './gguf-builder.test-support.ts';
import { GgufError } from './gguf-error.ts';
import { llamaModel } from './llama-model.test-support.ts';
import { fileValidator } from './temporary-file.test-support.ts';

const ROUNDS = 250;
/** Generous for a slow machine: a single hang or huge allocation would exceed it by far. */
const TIME_LIMIT_MS = 5000;

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const validate = fileValidator();
const whole = buildGguf(llamaModel());

/** Whether it is accepted; being refused properly is fine too, any other error is not. */
async function isAccepted(bytes: Buffer, what: string): Promise<boolean> {
  const result: unknown = await validate(bytes).catch((caught: unknown) => caught);
  if (result instanceof GgufError) return false;
  if (result instanceof Error) throw new Error(`Not a GgufError in ${what}`, { cause: result });
  return true;
}

describe('a damaged file', () => {
  it(
    'never does worse than being refused when bytes flip',
    async () => {
      const next = random(1);
      const below = (limit: number): number => Math.floor(next() * limit);
      let refused = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const bytes = Buffer.from(whole);
        // Half of the flips near the front, where the counts and lengths are dense.
        const area = round % 2 === 0 ? 1200 : whole.length;
        const flips = 1 + below(4);
        for (let flip = 0; flip < flips; flip += 1) bytes[below(area)] = below(256);
        if (!(await isAccepted(bytes, `round ${round}`))) refused += 1;
      }
      expect(refused).toBeGreaterThan(ROUNDS / 4);
    },
    TIME_LIMIT_MS,
  );

  it(
    'is always refused when its end is missing',
    async () => {
      const next = random(2);
      const kept: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const length = Math.floor(next() * whole.length);
        if (await isAccepted(whole.subarray(0, length), `length ${length}`)) kept.push(length);
      }
      expect(kept).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});
