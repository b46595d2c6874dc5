/**
 * Cuts a text into what tokens may be made of. The pattern is GPT-2's, which llama.cpp knows as
 * `gpt-2` (unicode_regex_split_custom_gpt2 in unicode.cpp): a piece never spans two words, and a
 * space belongs to the word after it.
 */
const PIECE = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export const piecesOf = (text: string): readonly string[] => text.match(PIECE) ?? [];

/**
 * GPT-2's way to write any byte as a character that can be seen: those that can be seen stand for
 * themselves, the others for the characters from 256 on.
 */
const CHARACTERS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isVisible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    if (isVisible) return String.fromCharCode(byte);
    next += 1;
    return String.fromCharCode(next - 1);
  });
})();
const BYTES = new Map(CHARACTERS.map((character, byte) => [character, byte]));

/** The characters of all bytes, in the order of the bytes. */
export const byteCharacters = (): readonly string[] => CHARACTERS;

/** A piece as the characters of its bytes. */
export function spelledInBytes(piece: string): readonly string[] {
  return [...Buffer.from(piece, 'utf8')].map((byte) => CHARACTERS[byte] ?? '');
}

/** The other way round. */
export function textOfBytes(characters: string): string {
  return Buffer.from(Array.from(characters, (one) => BYTES.get(one) ?? 0)).toString('utf8');
}
