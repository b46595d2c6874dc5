import * as z from 'zod';

const count = z.int().nonnegative();

/**
 * The sizes of a model that decide how much memory it takes, as its header states them. They are
 * bounded where they are read, but come from a stranger's file all the same.
 */
export const modelShapeSchema = z.object({
  architecture: z.string(),
  /** Tokens the model was trained to see at once. */
  context_length: z.int().positive(),
  block_count: z.int().positive(),
  embedding_length: z.int().positive(),
  vocabulary: count,
  head_count: count,
  /** Of each layer, or one number for all. 0: no attention there. */
  head_counts_kv: z.array(count),
  /** Elements of one head. */
  key_length: count,
  value_length: count,
  /** Elements of the widest feed-forward step; of experts, of those that work at once. */
  feed_forward_length: count,
  /** What recurrent layers remember of one conversation, however long it is. */
  recurrent_elements: count,
  /** All tensors. */
  weight_bytes: count,
  /** Tensors that are multiplied by, by their type; see `repackedBytes`. */
  matrix_bytes: z.record(z.string(), count),
  /** The embeddings, when they serve for the output too. */
  tied_output: z.object({ type: z.string(), bytes: count }).nullable(),
});
export type ModelShape = z.infer<typeof modelShapeSchema>;
