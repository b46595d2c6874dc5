import { expect, test } from 'vitest';
import type { Specialty } from '../../shared/domain/specialty.ts';
import { specialtiesOfTags } from './specialties-of-tags.ts';

const TAGS: readonly (readonly [readonly string[], readonly Specialty[]])[] = [
  [[], []],
  [['gguf', 'en', 'license:mit'], []],
  [['text-generation'], ['text_generation']],
  [['Text Generation'], ['text_generation']],
  [['conversational'], ['text_generation']],
  [['Llama-3.2-1B-Instruct'], ['text_generation']],
  [['code'], ['code']],
  [['Qwen2.5-Coder-1.5B'], ['code']],
  [['starcoder2'], ['code']],
  [['CodeLlama-7B'], ['code']],
  [['code_llama'], ['code']],
  [['Codestral'], ['code']],
  [['coding'], ['code']],
  [['encoder-decoder'], []],
  [['text-encoder'], []],
  [['codec'], []],
  [['zip code'], ['code']],
  [['audio-codec'], ['audio']],
  [['automatic-speech-recognition'], ['audio']],
  [['whisper-small'], ['audio']],
  [['image-text-to-text'], ['vision']],
  [['Qwen2-VL-2B'], ['vision']],
  [['multimodal'], ['vision']],
  [['sentence-similarity'], ['embedding']],
  [['nomic-embed-text'], ['embedding']],
  [['feature-extraction'], ['embedding']],
  [['math', 'reasoning'], ['analysis']],
  [['text-classification'], ['analysis']],
  [['translation'], ['translation']],
  [['summarization'], ['summarization']],
  [['summarise'], ['summarization']],
  [
    ['summarization', 'translation', 'chat', 'programming'],
    ['text_generation', 'code', 'translation', 'summarization'],
  ],
];
test.for(TAGS)('%j is good at %j', ([words, specialties]) => {
  expect(specialtiesOfTags(words)).toEqual(specialties);
});
