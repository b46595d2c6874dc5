/** Everything random begins here: the same corpus and the same seed give the same model. */
export const SEED = 11;

/** Names as training/model.py takes them. */
export const MODEL = { width: 256, layers: 4, heads: 8, hidden: 512, context: 1024 } as const;

/** Constants of the architecture, the same in training/model.py. */
export const NORM_EPSILON = 1e-5;
export const ROPE_BASE = 10_000;
