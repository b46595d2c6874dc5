/** Words in a phrase, at most. */
const LONGEST = 8;

/**
 * Cuts an answer into the phrases the model says in one go: sentences, the longer ones in even
 * parts. Joined together they are the answer again.
 *
 * Tokens that reach over several words are only ever written, never read: what people write is cut
 * at words. An answer of fifty words is then eight tokens, learnt by heart in a tenth of the time.
 */
export function phrasesOf(answer: string): readonly string[] {
  const sentences = answer.match(/.+?(?:[.:;?!](?= )|$)/gsu) ?? [];
  return sentences.flatMap((sentence) => {
    const words = sentence.match(/\s*\S+/g) ?? [];
    const parts = Math.ceil(words.length / LONGEST);
    const length = Math.ceil(words.length / parts);
    return Array.from({ length: parts }, (_, part) =>
      words.slice(part * length, (part + 1) * length).join(''),
    ).filter((phrase) => phrase !== '');
  });
}
