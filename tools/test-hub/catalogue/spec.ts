import type { ModelSpec } from '../../../scripts/gguf/generate.ts';

/** What a file holds. */
export type Holding =
  | { readonly kind: 'text'; readonly text: string }
  /** A generated model: true bytes, true hash. */
  | { readonly kind: 'model'; readonly spec: ModelSpec }
  /** Listed with this size; noise under a hash that is not its own. */
  | { readonly kind: 'stated'; readonly bytes: number };

export interface FileSpec {
  readonly path: string;
  readonly holds: Holding;
}

/** What Hugging Face reads from the header of one GGUF of the repository. */
export interface GgufBlock {
  /** The number of parameters, not bytes. */
  readonly total: number;
  readonly architecture: string;
  readonly context_length: number;
  readonly chat_template?: string;
}

/** A repository as its owner made it. */
export interface RepositorySpec {
  /** `owner/name` */
  readonly id: string;
  readonly files: readonly FileSpec[];
  readonly downloads: number;
  readonly likes: number;
  readonly trending?: number;
  /** ISO dates. */
  readonly created: string;
  readonly modified: string;
  readonly license?: string;
  readonly pipeline_tag?: string;
  readonly tags?: readonly string[];
  readonly base_model?: string;
  readonly gguf?: GgufBlock;
  readonly gated?: 'auto' | 'manual';
  readonly private?: true;
  readonly disabled?: true;
  /** Ids it had before: they answer with a redirect. */
  readonly formerly?: readonly string[];
}
