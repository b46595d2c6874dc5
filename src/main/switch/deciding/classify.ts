import type { QueryType } from '../../../shared/domain/specialty.ts';

/**
 * Words that give a type away, Spanish and English, matched at the start of words and without
 * accents. Ordered: the first rule that matches decides.
 */
const RULES: readonly (readonly [QueryType, RegExp])[] = [
  [
    'code',
    /```|#include\b|\b(?:function|const|def|class|import|SELECT)\b.*[({;:]|\b(?:codigo|code|programa(?:r|me)?|script|funcion en|function|bug|compila|typescript|javascript|python|sql|regex|refactor|unit test|stack trace)\b/i,
  ],
  ['translation', /\b(?:traduc\w*|translat\w*|al ingles|al espanol|into english|into spanish)\b/i],
  ['summarization', /\b(?:resum\w*|sintetiza\w*|summar\w*|tl;?dr|puntos clave|key points)\b/i],
  [
    'audio',
    /\b(?:mezcla\w*|master(?:iza\w*|ing)?|mixing|mixdown|lufs|ecualiz\w*|equali[sz]\w*|compresor|compressor|reverb\w*|sibilan\w*|de-?esser|voces|vocals|true peak|db ?tp)\b/i,
  ],
  ['vision', /\b(?:imagen|foto(?:grafia)?|captura de pantalla|image|picture|photo|screenshot)\b/i],
  ['embedding', /\b(?:embeddings?|vectoriza\w*)\b/i],
  [
    'analysis',
    /\b(?:anali[sz]\w*|analy[sz]\w*|analysis|clasifica\w*|classif\w*|compara\w*|compare\w*|extrae\w*|extract\w*|evalua\w*|evaluate\w*|por que|why)\b/i,
  ],
];

/** Only the beginning is looked at: enough to tell, and the cost does not grow with the prompt. */
const LOOKED_AT = 2000;

/** Guesses the type of a query that does not state it. */
export function classify(text: string): QueryType {
  const plain = text.slice(0, LOOKED_AT).normalize('NFD').replace(/\p{M}/gu, '');
  return RULES.find(([, words]) => words.test(plain))?.[0] ?? 'text_generation';
}
