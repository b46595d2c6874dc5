import * as z from 'zod';
import { SeededRandom } from '../../../scripts/gguf/random.ts';

const count = z.number().int().nonnegative();

/** What can be made to go wrong, as it is also said to the control door. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** This status instead of an answer. */
  z.object({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    retry_after_s: count.optional(),
  }),
  z.object({ kind: z.literal('slow'), bytes_per_second: count.positive() }),
  /** The connection is destroyed after so many bytes of a body. */
  z.object({ kind: z.literal('cut'), after_bytes: count }),
  /** The same at a place that the seed chooses, anew for every answer. */
  z.object({ kind: z.literal('cut_at_random'), seed: z.number().int() }),
  /** Nothing more comes after so many bytes, until the fault is lifted or the client leaves. */
  z.object({ kind: z.literal('stall'), after_bytes: count }),
  /** The byte at this place of the file is another one. */
  z.object({ kind: z.literal('wrong_byte'), at: count }),
  /** The file is longer, or shorter, than it was said to be. */
  z.object({ kind: z.literal('wrong_size'), by: z.number().int() }),
  /** All of the file under 200, whichever part was asked for. */
  z.object({ kind: z.literal('ignore_range') }),
  /** OpenRouter: an error in a stream that has begun. */
  z.object({ kind: z.literal('stream_error'), after_chunks: count, code: z.number().int() }),
]);
export type Fault = z.infer<typeof faultSchema>;

export const originNameSchema = z.enum(['hub', 'cdn', 'openrouter']);
export type OriginName = z.infer<typeof originNameSchema>;

/** Which requests a fault meets; all of them, where nothing is said. */
export const scopeSchema = z.object({
  origin: originNameSchema.optional(),
  /** A part of the decoded URL. A file's name stands in the signed URLs too. */
  url: z.string().optional(),
  /** How many requests it meets before it is over. */
  times: count.positive().optional(),
});
export type Scope = z.infer<typeof scopeSchema>;

/** A fault as one request meets it. */
export interface MetFault {
  readonly fault: Fault;
  readonly lifted: AbortSignal;
  /** In [0, 1), for what happens at random. */
  readonly chance: number;
}

export interface PlantedFault {
  readonly number: number;
  /** How many requests it has met. */
  readonly met: number;
  readonly lift: () => void;
}

class Planted implements PlantedFault {
  met = 0;
  readonly number: number;
  readonly #fault: Fault;
  readonly #scope: Scope;
  readonly #lifted = new AbortController();
  readonly #random: SeededRandom;

  constructor(number: number, fault: Fault, scope: Scope) {
    this.number = number;
    this.#fault = fault;
    this.#scope = scope;
    this.#random = new SeededRandom(fault.kind === 'cut_at_random' ? fault.seed : 0);
  }

  lift(): void {
    this.#lifted.abort();
  }

  meet(origin: OriginName, url: string): MetFault | undefined {
    const {
      origin: wanted = origin,
      url: part = '',
      times = Number.POSITIVE_INFINITY,
    } = this.#scope;
    if (this.#lifted.signal.aborted || this.met >= times) return undefined;
    if (wanted !== origin || !url.includes(part)) return undefined;
    this.met += 1;
    return { fault: this.#fault, lifted: this.#lifted.signal, chance: this.#random.uniform() };
  }
}

/** The faults that are planted now. */
export class Faults {
  #planted: Planted[] = [];
  #count = 0;

  plant(fault: Fault, scope: Scope = {}): PlantedFault {
    this.#count += 1;
    const planted = new Planted(this.#count, fault, scope);
    this.#planted.push(planted);
    return planted;
  }

  /** @returns whether there was such a fault */
  lift(number: number): boolean {
    const planted = this.#planted.find((one) => one.number === number);
    planted?.lift();
    return planted !== undefined;
  }

  clear(): void {
    for (const planted of this.#planted) planted.lift();
    this.#planted = [];
  }

  meet(origin: OriginName, url: string): readonly MetFault[] {
    return this.#planted.flatMap((planted) => planted.meet(origin, url) ?? []);
  }
}

type Kind = Fault['kind'];

/** The fault of this kind among those that a request met. */
export function faultOf<Wanted extends Kind>(
  met: readonly MetFault[],
  kind: Wanted,
): Extract<Fault, { kind: Wanted }> | undefined {
  const isOf = (fault: Fault): fault is Extract<Fault, { kind: Wanted }> => fault.kind === kind;
  return met.map(({ fault }) => fault).find(isOf);
}
