import type { QueryType } from '../../../shared/domain/specialty.ts';
import { QueryTypeModel } from './query-type-model.ts';
import stored from './query-type-weights.json' with { type: 'json' };

export interface Guess {
  readonly type: QueryType;
  /** How sure: 1 by a rule, else the classifier's probability of what it took the text for. */
  readonly confidence: number;
  readonly by: 'rule' | 'classifier';
}

export interface TypeOfQuery {
  readonly type: QueryType;
  readonly source: 'caller' | Guess['by'];
  /** 1 when the caller said so. */
  readonly confidence: number;
}

const MODEL = new QueryTypeModel(stored);

/** Below this the text says next to nothing, and a model for everything is the safe choice. */
const UNSURE = 0.5;

/** A rule looks at how a prompt begins: further on, the same words may be what it is about. */
const LOOKED_AT = 120;

const POLITE = String.raw`^\W*(?:(?:por favor|please|hola|hi|hello|can you|could you|puedes|podrias)\W+)*`;
const PICTURE = '(?:imagen|fotos?|fotografia|captura|image|picture|photo|screenshot)';
const SOURCE = String.raw`\b(?:code|codigo|function|funcion|script|class|clase|metodo|method|query|python|java|javascript|typescript|rust|go|php|c\+\+)`;

const WRITE =
  '(?:write|create|make|build|implement|generate|give me|i need|i want|escrib[ea](?:me)?|crea(?:me)?|haz(?:me)?|programa(?:me)?|implementa|genera|dame|necesito|quiero)';
const PROGRAM = String.raw`(?:(?:python|bash|shell|node|javascript|typescript|js|ts|powershell|java|rust|go|php|sql|react) (?:script|function|class|program|query|component|snippet|code)|(?:script|funcion|clase|programa|consulta|componente|codigo|code|function|class|program|query|component)(?: \w+)? (?:en|de|in) (?:python|bash|node|javascript|typescript|java|rust|go|php|c\+\+|c#|sql|react|kotlin|swift|ruby)|funcion|dockerfile|regex|expresion regular|regular expression|unit tests?)\b`;

/** Words that leave no doubt, Spanish and English, without accents. The first that matches decides. */
const RULES: readonly (readonly [QueryType, RegExp])[] = [
  [
    'embedding',
    new RegExp(
      String.raw`${POLITE}(?:vectoriza\w*|embed|(?:calcula|genera|dame|obten|compute|generate|get|create)\b.{0,25}\bembeddings?)\b`,
      'i',
    ),
  ],
  [
    'vision',
    new RegExp(
      String.raw`${POLITE}(?:(?:que|what)\b.{0,25}\b(?:en|in|on)|describ\w+|mira|look at) (?:est[ae]|la|el|the|this|mi|my) ${PICTURE}\b`,
      'i',
    ),
  ],
  [
    'code',
    new RegExp(
      String.raw`${POLITE}(?:${WRITE}\b.{0,12}\b${PROGRAM}|\w+ .{0,30}${SOURCE}.{0,30} (?:a|to|into) (?:python|java|javascript|typescript|rust|go|php|c\+\+))|^\W*(?:#include|const|let|def|import|class)\b.*[({;:<]`,
      'i',
    ),
  ],
  [
    'translation',
    new RegExp(
      String.raw`${POLITE}(?:traduce(?:me)?|traducir|translate)\b(?!.{0,60}${SOURCE})`,
      'i',
    ),
  ],
  [
    'summarization',
    new RegExp(
      String.raw`${POLITE}(?:resume(?:me)? (?:est[aeo]s?|el|la|los|las|lo|en)|summari[sz]e|tl;?dr)\b`,
      'i',
    ),
  ],
  // One word alone asks for nothing in particular.
  ['text_generation', /^\W{0,20}\w{0,12}\W{0,20}$/],
];

/**
 * The type that the caller states, or else the one its text tells, and who says so. A guess decides
 * between models, and must never rule them all out: only a caller that says so asks for one made for
 * images or embeddings.
 */
export function typeOfQuery(stated: QueryType | undefined, text: () => string): TypeOfQuery {
  if (stated !== undefined) return { type: stated, source: 'caller', confidence: 1 };
  const { type, confidence, by } = classify(text());
  const special = type === 'vision' || type === 'embedding';
  return { type: special ? 'text_generation' : type, source: by, confidence };
}

/** Guesses the type of a query that does not state it. */
export function classify(text: string): Guess {
  const start = text.slice(0, LOOKED_AT).normalize('NFD').replace(/\p{M}/gu, '');
  const rule = RULES.find(([, words]) => words.test(start));
  if (rule !== undefined) return { type: rule[0], confidence: 1, by: 'rule' };
  const guess = MODEL.guess(text);
  const type = guess.confidence < UNSURE ? 'text_generation' : guess.type;
  return { type, confidence: guess.confidence, by: 'classifier' };
}
