/** llama.cpp's token attributes, as `tokenizer.ggml.token_type` numbers them. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly scores: readonly number[];
  readonly types: readonly number[];
}

/** The control tokens every generated model has, at these ids. */
export const SPECIAL_TOKENS = ['<unk>', '<s>', '</s>', '<|im_start|>', '<|im_end|>'] as const;
export const UNK_ID = 0;
export const BOS_ID = 1;
export const EOS_ID = 2;
export const EOT_ID = 4;

/** SentencePiece writes a space as this. */
const SPACE = '\u2581';

/** ChatML, the template most small models use. */
export const CHATML_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + " +
  "message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

const byteToken = (value: number): string =>
  `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`;

/** Printable ASCII and the letters of Spanish, so that plain text is not all byte tokens. */
const CHARACTERS = [
  SPACE,
  ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)),
  ...Array.from('áéíóúüñÁÉÍÓÚÜÑ¿¡'),
];

/**
 * A valid SentencePiece vocabulary: specials, all 256 byte tokens, common characters, then `pieces`,
 * filled up to `size` with tokens that no text produces.
 */
export function buildVocabulary(pieces: readonly string[], size = 0): Vocabulary {
  const tokens: string[] = [];
  const scores: number[] = [];
  const types: number[] = [];
  const add = (token: string, score: number, type: number): void => {
    tokens.push(token);
    scores.push(score);
    types.push(type);
  };
  for (const token of SPECIAL_TOKENS) add(token, 0, token === '<unk>' ? UNKNOWN : CONTROL);
  for (let value = 0; value < 256; value += 1) add(byteToken(value), 0, BYTE);
  for (const character of CHARACTERS) add(character, -1000, NORMAL);
  const seen = new Set(tokens);
  for (const piece of pieces) {
    const token = piece.replaceAll(' ', SPACE);
    if (seen.has(token)) throw new Error(`The piece "${piece}" is in the vocabulary already.`);
    seen.add(token);
    add(token, -2000, NORMAL);
  }
  for (let filler = 0; tokens.length < size; filler += 1) add(`<filler_${filler}>`, -5000, NORMAL);
  return { tokens, scores, types };
}

/**
 * Cuts a text into pieces that each occur once: words, joined with the next ones where a word alone
 * would repeat. Joined together the pieces are the text again.
 */
export function uniquePieces(text: string): readonly string[] {
  const words = text.match(/\s*\S+(?:\s+$)?/g) ?? [];
  const pieces: string[] = [];
  const seen = new Set<string>(CHARACTERS);
  let pending = '';
  for (const word of words) {
    pending += word;
    if (seen.has(pending.replaceAll(' ', SPACE))) continue;
    seen.add(pending.replaceAll(' ', SPACE));
    pieces.push(pending);
    pending = '';
  }
  if (pending === '') return pieces;
  const last = pieces.pop() ?? '';
  return [...pieces, last + pending];
}
