/** A feature is a place in this many weights per type; two that meet share one. */
export const BUCKETS = 16_384;

/** Of a long prompt only the beginning and the end are looked at: what is asked stands there. */
const HEAD = 1000;
const TAIL = 500;
/** Up to this length all of a prompt is read as what is asked. */
const SHORT = 220;
/** Of a longer one, how much at the beginning and at the end may be what is asked. */
const LEAD = 170;
const CLOSE = 130;
/** A beginning or an end shorter than this is a greeting, a thank you or a bracket. */
const SHORTEST = 14;
/** Longer words are not words: keys, addresses, somebody's elbow. */
const LONGEST_WORD = 24;

/** Letters in a run; runs stand typing errors and endings. */
const SHORTEST_RUN = 3;
const LONGEST_RUN = 6;

/** Kinds of features, so that the same letters do not mean the same in each. */
const WORD = 1;
const PAIR = 2;
const LETTERS = 3;
const PASTED = 4;
const SHAPE = 5;

/** How much each part of a prompt counts. */
const WEIGHTS = { lead: 1, close: 1, pasted: 0.3, shape: 0.6 } as const;

/** Features that count alike: where they are in the weights, and how much each of them counts. */
export interface FeatureGroup {
  readonly buckets: readonly number[];
  readonly weight: number;
}

/** Signs of source text that words do not show. */
const SHAPES: readonly RegExp[] = [
  /```/,
  /[{};]\s*$/m,
  /\w\([^()]*\)|\w\[\w*\]/,
  /[a-z]_[a-z]|[a-z][A-Z][a-z]/,
  /[=!<>]=|=>|->|::|&&|\|\|/,
  /^\s*(?:def|class|func|fn|import|from|const|let|var|public|private|return|select|#include|<\?php|\$ )\b/im,
  /\b[A-Z]\w*(?:Error|Exception)\b|\bat .+:\d+|\bline \d+\b|\blínea \d+\b/,
  /<\/?[a-z]{1,12}[^<>]{0,60}>/,
  /\d[,;\t|] ?[^,;\t|\n]{1,24}[,;\t|]/,
  /["«“'][^"«»“”]{25,}["»”']/,
];

/** What a prompt looks like to the classifier. The cost does not grow with its length. */
export function featuresOf(prompt: string): readonly FeatureGroup[] {
  const seen =
    prompt.length > HEAD + TAIL ? `${prompt.slice(0, HEAD)}\n${prompt.slice(-TAIL)}` : prompt;
  const { lead, pasted, close } = divide(seen.trim());
  return [
    group(asked(lead, '^'), WEIGHTS.lead),
    group(asked(close, '$'), WEIGHTS.close),
    group(
      wordsOf(pasted).map((word) => bucket(PASTED, word)),
      WEIGHTS.pasted,
    ),
    group(shapesOf(seen), WEIGHTS.shape),
  ];
}

/** Each part counts as a whole, however many features it has. */
function group(buckets: readonly number[], weight: number): FeatureGroup {
  return { buckets, weight: buckets.length === 0 ? 0 : weight / Math.sqrt(buckets.length) };
}

/**
 * What is asked stands before or behind what is pasted: up to a colon, a quotation mark or the end of
 * a line, or in the last sentence.
 */
function divide(text: string): { lead: string; pasted: string; close: string } {
  const lead = leadEnd(text);
  const close = Math.max(lead, closeStart(text));
  return { lead: text.slice(0, lead), pasted: text.slice(lead, close), close: text.slice(close) };
}

function leadEnd(text: string): number {
  const mark = text.slice(SHORTEST, LEAD).search(/[:\n"«“]/);
  if (mark >= 0 && text.length - mark > 2 * SHORTEST) return SHORTEST + mark;
  return text.length <= SHORT ? text.length : LEAD;
}

function closeStart(text: string): number {
  const end = text.slice(-CLOSE);
  const marks = [...end.slice(0, -SHORTEST).matchAll(/[.!?:\n]\s/g)];
  const last = marks.at(-1);
  return last === undefined ? text.length : text.length - end.length + last.index + 1;
}

/** Words, pairs of neighbours, and runs of letters. */
function asked(text: string, edge: string): readonly number[] {
  const buckets: number[] = [];
  let before = edge;
  for (const word of wordsOf(text)) {
    buckets.push(bucket(WORD, word), bucket(PAIR, `${before} ${word}`));
    pushLetters(` ${word} `, buckets);
    before = word;
  }
  return buckets;
}

function pushLetters(padded: string, buckets: number[]): void {
  for (let start = 0; start + SHORTEST_RUN <= padded.length; start += 1) {
    let hash = LETTERS;
    const end = Math.min(padded.length, start + LONGEST_RUN);
    for (let at = start; at < end; at += 1) {
      hash = mixed(hash, padded.charCodeAt(at));
      if (at - start >= SHORTEST_RUN - 1) buckets.push(placed(hash));
    }
  }
}

/** Without case and accents: many people type neither. */
function wordsOf(text: string): readonly string[] {
  const plain = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return (plain.match(/[\p{L}\p{N}+#]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}

function shapesOf(text: string): readonly number[] {
  return SHAPES.flatMap((shape, index) => (shape.test(text) ? [bucket(SHAPE, `${index}`)] : []));
}

function bucket(kind: number, text: string): number {
  let hash = kind;
  for (let at = 0; at < text.length; at += 1) hash = mixed(hash, text.charCodeAt(at));
  return placed(hash);
}

/** FNV-1a on 16-bit units. */
const mixed = (hash: number, unit: number): number => Math.imul(hash ^ unit, 16_777_619);

/** The low bits of FNV depend on the low bits of the text alone; the high ones on all. */
const placed = (hash: number): number => ((hash ^ (hash >>> 15)) >>> 0) % BUCKETS;
