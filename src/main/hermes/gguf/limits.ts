/**
 * What a header may claim. A model file comes from strangers: no count in it is believed before it
 * is compared with one of these, and with the bytes that are left in the file.
 */

/** Metadata and tensor list together. The largest vocabularies (262 144 tokens) need about 20 MiB. */
export const MAX_HEADER_BYTES = 64 * 1024 * 1024;

/** Real files hold under a hundred; llama.cpp looks for duplicates in quadratic time. */
export const MAX_METADATA_PAIRS = 4096;
export const MAX_TENSORS = 16_384;

/** The format's own limit (ggml/docs/gguf.md). */
export const MAX_KEY_BYTES = 65_535;

/** Licences are the longest real strings. */
export const MAX_STRING_BYTES = 1024 * 1024;
export const MAX_ARRAY_STRING_BYTES = 65_536;
export const MAX_ARRAY_ELEMENTS = 16_777_216;

/** Arrays up to this long are kept (one number per layer, tags); longer ones are only counted. */
export const MAX_KEPT_ELEMENTS = 1024;

/** Templates are programs that run for every request: a person must be able to read one. */
export const MAX_TEMPLATE_BYTES = 64 * 1024;

/** ggml's GGML_MAX_NAME counts the closing zero. */
export const MAX_TENSOR_NAME_BYTES = 63;
export const MAX_TENSOR_DIMENSIONS = 4;
/** Beyond any real row or vocabulary, and small enough for llama.cpp's 32-bit loops. */
export const MAX_DIMENSION = 2 ** 31 - 1;

/** Below 32, memory-mapped tensors would be misaligned for the CPU backend, which then aborts. */
export const MIN_ALIGNMENT = 32;
export const MAX_ALIGNMENT = 1024 * 1024;

/** LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS: llama.cpp aborts the process beyond them. */
export const MAX_BLOCKS = 512;
export const MAX_EXPERTS = 1024;

export const MAX_EMBEDDING_LENGTH = 1_048_576;
export const MAX_HEADS = 65_536;
/** The longest real one is 10 485 760; asking for 200 million blocks llama.cpp for half a minute. */
export const MAX_CONTEXT_LENGTH = 16_777_216;
/** The marks around one question take about twenty tokens: with fewer, nothing can be answered. */
export const MIN_CONTEXT_LENGTH = 32;
/** The largest real ones have 262 144 tokens. All are held at once to find duplicates. */
export const MAX_VOCABULARY = 1_048_576;

/** What of a description is passed on: it ends up in the registry and on the screen. */
export const MAX_DESCRIPTION_CHARACTERS = 256;
export const MAX_DESCRIPTION_ENTRIES = 64;
