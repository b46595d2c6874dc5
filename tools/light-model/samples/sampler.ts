import { SeededRandom } from '../../../scripts/gguf/random.ts';
import { type Intent, LANGUAGES, type Language } from '../reading/corpus.ts';
import { phraseOf } from '../reading/phrases.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { conversation, type Sample, type Turn } from './conversation.ts';
import { isBeyond } from './headings.ts';
import { mashed } from './misspelling.ts';
import { reworded } from './rewording.ts';
import type { Wording } from './wording.ts';
import { Words } from './words.ts';

/** Of all questions. The rest is shared evenly by the topics the model knows. */
const SHARES = { beyond: 0.24, estranged: 0.05, mashed: 0.008 } as const;
/** Answers are learnt by heart, from about a hundred samples each. */
const ANSWERED_SHARE = 0.18;
const SYSTEM_SHARE = 0.03;
const EARLIER_SHARE = 0.025;
/** How many words are cut into unusual pieces, and how unusual. */
const UNSURE_SHARE = 0.3;
const SKIPPED_JOINS = 0.15;

const SYSTEMS = [
  'You are a helpful assistant.',
  'Eres un asistente útil.',
  'Answer briefly.',
  'Responde en pocas palabras.',
  'You are the assistant of a music studio. Be precise and kind.',
] as const;

interface Asked {
  readonly language: Language;
  readonly intent: Intent;
  readonly text: string;
}

/** Makes questions and conversations out of the corpus; the same seed makes the same ones. */
export class Sampler {
  readonly #random: SeededRandom;
  readonly #known: readonly Intent[];
  readonly #beyond: readonly Intent[];
  readonly #unclear: Intent | undefined;
  readonly #words: Readonly<Record<Language, Words>>;
  readonly #wording: Wording;

  constructor(intents: readonly Intent[], wording: Wording, seed: number) {
    this.#wording = wording;
    this.#random = new SeededRandom(seed);
    this.#known = intents.filter(({ id }) => !isBeyond(id));
    this.#beyond = intents.filter(({ id }) => isBeyond(id));
    this.#unclear = intents.find(({ id }) => id === 'unclear');
    this.#words = {
      es: new Words(intents, 'es', this.#random),
      en: new Words(intents, 'en', this.#random),
    };
  }

  /** A question as somebody might write it. */
  question(): Asked {
    const random = this.#random;
    const language = random.pick(LANGUAGES);
    const lot = random.uniform();
    if (lot < SHARES.mashed && this.#unclear !== undefined) {
      return { language, intent: this.#unclear, text: mashed(random) };
    }
    const { intent, text } = this.#phrase(language, lot - SHARES.mashed);
    const other = this.#wording.inOtherWords(text, language, random);
    return { language, intent, text: reworded(other, language, random) };
  }

  sample(tokenizer: Tokenizer): Sample {
    const random = this.#random;
    const turns = [this.#turn(tokenizer)];
    while (random.uniform() < EARLIER_SHARE && turns.length < 4) turns.push(this.#turn(tokenizer));
    return conversation(tokenizer, turns, {
      system: random.uniform() < SYSTEM_SHARE ? random.pick(SYSTEMS) : undefined,
      isAnswered: random.uniform() < ANSWERED_SHARE,
    });
  }

  #turn(tokenizer: Tokenizer): Turn {
    const { language, intent, text } = this.question();
    const random = this.#random;
    const isUnsure = random.uniform() < UNSURE_SHARE;
    const unsure = isUnsure ? { random, skipped: SKIPPED_JOINS } : undefined;
    const question = tokenizer.encode(text, unsure);
    return { language, intent: intent.id, question, answer: intent.answer[language] };
  }

  #phrase(language: Language, lot: number): { intent: Intent; text: string } {
    const random = this.#random;
    if (lot < SHARES.beyond && this.#beyond.length > 0) {
      const intent = this.#widest(language);
      return { intent, text: phraseOf(random.pick(intent.ask[language]), random) };
    }
    const intent = random.pick(this.#known);
    const text = phraseOf(random.pick(intent.ask[language]), random);
    const near = this.#beyond.find(({ id }) => id === 'beyond-near');
    if (lot < SHARES.beyond + SHARES.estranged && near !== undefined) {
      const strange = this.#words[language].estranged(text, random);
      if (strange !== undefined) return { intent: near, text: strange };
    }
    return { intent, text };
  }

  /** One of the intents beyond, each as often as it has ways of asking. */
  #widest(language: Language): Intent {
    return this.#random.pick(
      this.#beyond.flatMap((intent) => intent.ask[language].map(() => intent)),
    );
  }
}
