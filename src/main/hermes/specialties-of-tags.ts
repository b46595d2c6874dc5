import { SPECIALTIES, type Specialty } from '../../shared/domain/specialty.ts';

/** Words that model makers use in tags and names, by specialty. */
const SIGNS: Readonly<Record<Specialty, RegExp>> = {
  text_generation: /text[-_ ]?generation|conversational|chat|instruct/i,
  // Not "codec", "encoder" or "decoder".
  code: /\bcode(?!c)|\bcoding\b|(?<!en|de)coder|programming/i,
  audio: /audio|speech|music|whisper/i,
  vision: /vision|image|multimodal|\bvl\b/i,
  embedding: /embed|sentence-similarity|feature-extraction/i,
  analysis: /reason|analysis|math|classification/i,
  translation: /translat/i,
  summarization: /summari[sz]/i,
};

/** What a model says of itself, in the product's vocabulary. */
export function specialtiesOfTags(words: readonly string[]): Specialty[] {
  const text = words.join(' ');
  return SPECIALTIES.filter((specialty) => SIGNS[specialty].test(text));
}
