import type { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { Template } from './template.ts';

/** One of the phrases a template stands for. */
export function phraseOf(template: Template, random: SeededRandom): string {
  return tidy(spelled(template, random));
}

function spelled(template: Template, random: SeededRandom): string {
  return template
    .map((part) => (part.kind === 'text' ? part.text : spelled(random.pick(part.options), random)))
    .join('');
}

const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ([,.?!])/g, '$1')
    .trim();

/** How many phrases it stands for, counting the same one twice where two ways lead to it. */
export function phraseCount(template: Template): number {
  return template.reduce((count, part) => {
    if (part.kind === 'text') return count;
    return count * part.options.reduce((sum, option) => sum + phraseCount(option), 0);
  }, 1);
}

/** What makes two phrases one: letters and digits, whatever their case, accents and spaces. */
export function bare(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  return plain.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** A pattern for all bare phrases of a template. */
export function patternOf(template: Template): RegExp {
  return new RegExp(`^${sourceOf(template)}$`, 'u');
}

function sourceOf(template: Template): string {
  return template
    .map((part) => {
      if (part.kind === 'text') return bare(part.text);
      return `(?:${[...new Set(part.options.map(sourceOf))].join('|')})`;
    })
    .join('');
}
