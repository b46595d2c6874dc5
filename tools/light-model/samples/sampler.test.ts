import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { Intent } from '../reading/corpus.ts';
import { parseTemplate } from '../reading/template.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { conversation, NOTHING } from './conversation.ts';
import { headingsOf, refusalsOf } from './headings.ts';
import { reworded } from './rewording.ts';
import { Sampler } from './sampler.ts';
import { Wording } from './wording.ts';
import { Words } from './words.ts';

function intent(id: string, es: string, en: string, answer = 'Sí. Así es.'): Intent {
  const ask = { es: [parseTemplate(es)], en: [parseTemplate(en)] };
  return { id, file: 'test', answer: { es: answer, en: answer }, ask };
}

const INTENTS = [
  intent('import-model', 'cómo importo un modelo', 'how do I import a model'),
  intent('what-is-lufs', 'qué significa lufs', 'what does lufs mean'),
  intent('hello', 'buenas tardes', 'good evening'),
  intent(
    'beyond-near',
    'cómo importo bicicletas de holanda',
    'how do I bake bread',
    'Fuera. Modelos.',
  ),
];
const WORDING = new Wording(join(import.meta.dirname, '../wording.toml'));
const tokenizer = new Tokenizer([], ['ab', 'Sí. Así es.', 'Fuera. Modelos.'], headingsOf(INTENTS));

const questions = (seed: number, count: number) => {
  const sampler = new Sampler(INTENTS, WORDING, seed);
  return Array.from({ length: count }, () => sampler.question());
};

describe('the sampler', () => {
  test('makes the same samples of the same seed, and others of another', () => {
    const samples = (seed: number) => {
      const sampler = new Sampler(INTENTS, WORDING, seed);
      return Array.from({ length: 50 }, () => sampler.sample(tokenizer));
    };
    expect(samples(1)).toEqual(samples(1));
    expect(samples(1)).not.toEqual(samples(2));
  });

  test('asks about everything it knows, and often about what is beyond', () => {
    const asked = questions(5, 2000);
    const share = (id: string) => asked.filter((one) => one.intent.id === id).length / 2000;
    for (const id of ['import-model', 'what-is-lufs', 'hello'])
      expect(share(id)).toBeGreaterThan(0.15);
    expect(share('beyond-near')).toBeGreaterThan(0.2);
  });
});

describe('a question about the product', () => {
  test('with strangers in the places of its words is one that is beyond', () => {
    const random = new SeededRandom(3);
    const words = new Words(INTENTS, 'es', random);
    const strange = words.estranged('qué es lufs', random);
    expect(strange).toMatch(/ es (bicicletas|holanda)$/);
    expect(words.estranged('y bien', random)).toBeUndefined();
  });
});

describe('a conversation', () => {
  const turn = { language: 'es', intent: 'hello', question: [70, 71], answer: 'ab' } as const;
  const heading = tokenizer.idOf('<|es:hello|>');
  const end = tokenizer.idOf('<|end|>');

  test('teaches the heading, then the answer word by word, then its end', () => {
    const { tokens, targets } = conversation(tokenizer, [turn], {
      system: undefined,
      isAnswered: true,
    });
    const learnt = targets.filter((target) => target !== NOTHING);
    expect(learnt).toEqual([heading, ...tokenizer.encodeAnswer('ab'), end]);
    // What is learnt at one place is what stands at the next.
    expect(learnt.slice(0, -1)).toEqual(tokens.slice(-2));
  });

  test('has earlier answers as they are sent back, without headings', () => {
    const { tokens, targets } = conversation(tokenizer, [turn, turn], {
      system: 'be kind',
      isAnswered: false,
    });
    expect(tokens).not.toContain(heading);
    expect(targets.filter((target) => target !== NOTHING)).toEqual([heading, heading]);
  });
});

describe('other words', () => {
  const random = new SeededRandom(2);
  const variants = (phrase: string, language: 'es' | 'en') =>
    Array.from({ length: 300 }, () => WORDING.inOtherWords(phrase, language, random));

  test('swap beginnings, endings and words', () => {
    expect(variants('cómo borro un archivo', 'es')).toContain('cómo elimino un fichero');
    expect(variants('how do i delete a file', 'en')).toContain('is there a way to delete a file');
    const meanings = variants('qué es un limitador', 'es');
    expect(meanings.some((text) => text.startsWith('un limitador'))).toBe(true);
  });

  test('leave parts of words alone', () => {
    expect(new Set(variants('colaboro', 'es'))).toEqual(new Set(['colaboro']));
  });
});

describe('a reworded phrase', () => {
  const random = new SeededRandom(9);
  const variants = Array.from({ length: 500 }, () =>
    reworded('cómo añado un modelo', 'es', random),
  );

  test('is sometimes as it was, and mostly otherwise', () => {
    expect(variants).toContain('cómo añado un modelo');
    expect(new Set(variants).size).toBeGreaterThan(200);
  });

  test.each([
    ['a greeting', /^hola/i],
    ['no accents', /^como anado un modelo$/i],
    ['marks of a question', /^¿.*\?$/],
    ['a slip', /^cómo (?!añado)\S{4,6} un modelo$/i],
  ])('has %s now and then', (_, pattern) => {
    expect(variants.some((text) => pattern.test(text))).toBe(true);
  });
});

describe('refusing', () => {
  test('begins with one sentence in each language, which programs can look for', () => {
    expect(refusalsOf(INTENTS)).toEqual(['Fuera.', 'Fuera.']);
    const other = intent('beyond-task', 'escribe un poema', 'write a poem', 'No puedo. Modelos.');
    expect(() => refusalsOf([...INTENTS, other])).toThrow('the same sentence');
  });
});
