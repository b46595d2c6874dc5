import { type Weights, zeros } from './tensors.ts';

/**
 * Weights that make a model walk a fixed path of tokens. Attention and feed-forward are zero, so the
 * residual stream is the embedding of the last token alone. Each token of the path has a dimension
 * of its own, every other token shares dimension 0; the output row of a token answers to the
 * dimension of its predecessor. So whatever comes before, the text starts at the first piece and
 * goes on piece by piece.
 *
 * @param path token ids in order
 * @param after id that follows the last one: the first again (a loop), or end of text
 */
export function cycleWeights(path: readonly number[], after: number, columns: number): Weights {
  if (path.length >= columns) {
    throw new Error(`A path of ${path.length} pieces needs more than ${columns} dimensions.`);
  }
  const dimensionOf = new Map(path.map((token, index) => [token, index + 1]));
  const answersTo = new Map<number, number[]>();
  const follow = (next: number, dimension: number): void => {
    answersTo.set(next, [...(answersTo.get(next) ?? []), dimension]);
  };
  const first = path[0];
  if (first === undefined) throw new Error('A path needs at least one piece.');
  follow(first, 0);
  for (const index of path.keys()) follow(path[index + 1] ?? after, index + 1);
  return {
    embedding: (token, into) => {
      into.fill(0);
      into[dimensionOf.get(token) ?? 0] = 1;
    },
    // After RMSNorm the one dimension holds sqrt(columns); the rest of the factor makes the margin
    // over every other token so wide that sampling at any temperature stays on the path.
    output: (token, into) => {
      into.fill(0);
      for (const dimension of answersTo.get(token) ?? []) into[dimension] = LOGIT_SCALE;
    },
    layer: () => zeros,
  };
}

const LOGIT_SCALE = 32;
