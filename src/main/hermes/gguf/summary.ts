import type { LightModel } from '../../../shared/domain/light-model.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';

/** What a checked model file says about itself. */
export interface GgufSummary {
  readonly version: number;
  readonly architecture: string;
  readonly name: string | null;
  /** Elements of all tensors together. */
  readonly parameters: number;
  /** Quantisation label, such as `Q4_K_M`. */
  readonly quant: string;
  /** Tokens the model was trained to see at once. */
  readonly context_length: number;
  readonly block_count: number;
  readonly embedding_length: number;
  readonly head_count: number;
  readonly head_count_kv: number;
  readonly vocab_size: number;
  /** The Jinja template as the file has it; never run it outside the engine's sandbox. */
  readonly chat_template: string | null;
  readonly tokenizer_model: string | null;
  readonly size_bytes: number;
  /** For the estimate of memory. */
  readonly shape: ModelShape;
  readonly tags: readonly string[];
  readonly license: string | null;
  readonly languages: readonly string[];
  /** null: the file says nothing of the kind. */
  readonly light_model: LightModel | null;
}
