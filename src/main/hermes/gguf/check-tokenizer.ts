import { invalid, quoted, unsupported } from './gguf-error.ts';
import { MAX_TEMPLATE_BYTES } from './limits.ts';
import { type Metadata, TOKEN_TYPES_KEY } from './metadata.ts';
import type { Vocabulary } from './vocabulary.ts';

const key = (name: string): string => `tokenizer.ggml.${name}`;

/** The tokenizers of llama-vocab.cpp. */
const TOKENIZERS: ReadonlySet<string> = new Set([
  'llama',
  'bert',
  'gpt2',
  'hybriddna',
  'whitespace',
  't5',
  'rwkv',
  'plamo2',
  'gemma4',
]);

/** LLAMA_TOKEN_TYPE_BYTE. */
const BYTE_TYPE = 6;

/** A writer's way to say "none": −1 as an unsigned number. */
const NO_TOKEN = 0xffff_ffff;

/** llama.cpp's own ids for a beginning and an end where the file states none. */
const DEFAULT_IDS: Readonly<Record<string, { readonly bos: number; readonly eos: number }>> = {
  llama: { bos: 1, eos: 2 },
  gpt2: { bos: 11, eos: 11 },
};

export interface Tokenizer {
  readonly model: string;
  readonly vocab_size: number;
}

/** Everything about text: token lists that agree, ids in range, templates of a readable size. */
export function checkTokenizer(metadata: Metadata): Tokenizer {
  checkTemplates(metadata);
  const model = metadata.string(key('model'));
  if (model === undefined) throw missing(key('model'));
  // llama.cpp loads such a file and aborts on the first text.
  if (model === 'none' || model === 'no_vocab') {
    throw unsupported('The model has no tokenizer, so it cannot read text.', { model });
  }
  if (!TOKENIZERS.has(model)) {
    throw unsupported(`The engine does not know the tokenizer ${quoted(model)}.`, { model });
  }
  const vocabulary = checkTokens(metadata);
  if (model === 'llama') checkByteTokens(vocabulary);
  checkLists(metadata, model, vocabulary.count);
  checkSpecialTokens(metadata, model, vocabulary.count);
  return { model, vocab_size: vocabulary.count };
}

const missing = (name: string): Error =>
  invalid(`The metadata value "${name}" is missing.`, { key: name });

function checkTokens(metadata: Metadata): Vocabulary {
  const tokens = metadata.array(key('tokens'), ['string']);
  const { vocabulary } = metadata;
  if (tokens === undefined || vocabulary === null) throw missing(key('tokens'));
  if (vocabulary.count === 0) throw invalid(`The list "${key('tokens')}" is empty.`);
  if (vocabulary.duplicate === null) return vocabulary;
  const { token, id } = vocabulary.duplicate;
  throw invalid(`The token ${quoted(token)} occurs twice, again as number ${id}.`, { token, id });
}

/** SentencePiece spells unknown text in bytes; llama.cpp ends the process when one is missing. */
function checkByteTokens({ missingBytes }: Vocabulary): void {
  const [first] = missingBytes;
  if (first === undefined) return;
  const token = `<0x${first.toString(16).toUpperCase().padStart(2, '0')}>`;
  const others = missingBytes.length > 1 ? ` and ${missingBytes.length - 1} others` : '';
  throw invalid(`The byte token ${token}${others} is missing from the vocabulary.`, {
    token,
    missing: missingBytes.length,
  });
}

function checkLists(metadata: Metadata, model: string, count: number): void {
  const types = metadata.array(TOKEN_TYPES_KEY, ['int32']);
  const lists = [
    { name: key('scores'), list: metadata.array(key('scores'), ['float32', 'int32']) },
    { name: TOKEN_TYPES_KEY, list: types },
  ];
  for (const { name, list } of lists) {
    if (list === undefined || list.count === count) continue;
    throw invalid(`${name} has ${list.count} entries for ${count} tokens.`, {
      key: name,
      entries: list.count,
      tokens: count,
    });
  }
  // WordPiece has no bytes; asked to spell such a token, llama.cpp aborts.
  if (model === 'bert' && types?.numbers.includes(BYTE_TYPE) === true) {
    throw invalid(`${TOKEN_TYPES_KEY} marks a byte, which this tokenizer does not have.`, {
      key: TOKEN_TYPES_KEY,
      model,
    });
  }
  metadata.array(key('merges'), ['string']);
  metadata.array(key('suppress_tokens'), ['int32']);
}

function checkSpecialTokens(metadata: Metadata, model: string, count: number): void {
  for (const name of ['bos', 'eos', 'eot', 'eom', 'unknown', 'seperator', 'padding', 'mask']) {
    const id = metadata.integer(key(`${name}_token_id`));
    if (id === undefined || (id >= 0 && id < count)) continue;
    const isOptional = name !== 'bos' && name !== 'eos' && name !== 'eot';
    if (isOptional && (id === NO_TOKEN || id === -1)) continue;
    throw invalid(`${key(`${name}_token_id`)} is ${id}, but the tokens end at ${count - 1}.`, {
      key: key(`${name}_token_id`),
      id,
      count,
    });
  }
  checkAdded(metadata, model, count, 'bos');
  checkAdded(metadata, model, count, 'eos');
}

/** A token that is put around every text has to exist: llama.cpp asserts it while tokenizing. */
function checkAdded(metadata: Metadata, model: string, count: number, name: 'bos' | 'eos'): void {
  if (metadata.bool(key(`add_${name}_token`)) !== true) return;
  if (metadata.integer(key(`${name}_token_id`)) !== undefined) return;
  const preset = Object.hasOwn(DEFAULT_IDS, model) ? DEFAULT_IDS[model]?.[name] : undefined;
  if (preset === undefined || preset < count) return;
  throw missing(key(`${name}_token_id`));
}

function checkTemplates(metadata: Metadata): void {
  metadata.string('tokenizer.chat_template');
  for (const [name, value] of metadata.entries()) {
    if (!name.startsWith('tokenizer.chat_template') || value.kind !== 'string') continue;
    if (value.bytes <= MAX_TEMPLATE_BYTES) continue;
    throw invalid(
      `The chat template has ${value.bytes} bytes; at most ${MAX_TEMPLATE_BYTES} are allowed.`,
      { key: name, bytes: value.bytes, limit: MAX_TEMPLATE_BYTES },
    );
  }
}
