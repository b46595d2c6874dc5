/** A free place as the choice sees it. */
export interface FreeSlot {
  /** The number of its sequence. */
  readonly place: number;
  /** Tokens that are computed already. */
  readonly held: readonly number[];
}

/**
 * What standing next to a busy place is worth, in tokens that need not be computed again. llama.cpp
 * computes neighbours in one pass; with a gap between them every token of both costs a pass more.
 */
const NEIGHBOUR_TOKENS = 128;

/**
 * Where a prompt goes: where most of its beginning is computed already and least is thrown away
 * for it, next to the answers that are being written. What a place holds counts half when it was
 * used last, a quarter when it was used before that, and so on: another prompt may want it back.
 *
 * @param free the place used last goes first
 * @param busy places with an answer in them
 */
export function chooseSlot<Free extends FreeSlot>(
  free: readonly Free[],
  busy: ReadonlySet<number>,
  tokens: readonly number[],
): Free | undefined {
  const worth = ({ place, held }: Free, usedBefore: number): number => {
    const reused = commonLength(held, tokens);
    const lost = (held.length - reused) / 2 ** (usedBefore + 1);
    const neighbour = busy.has(place - 1) || busy.has(place + 1) ? NEIGHBOUR_TOKENS : 0;
    return reused - lost + neighbour;
  };
  return free
    .map((slot, usedBefore) => ({ slot, worth: worth(slot, usedBefore) }))
    .toSorted((a, b) => b.worth - a.worth)[0]?.slot;
}

/** Length of the common beginning. */
export function commonLength(held: readonly number[], tokens: readonly number[]): number {
  const different = held.findIndex((token, index) => token !== tokens[index]);
  return different === -1 ? held.length : different;
}
