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

export interface TextParts {
  /** All that is looked at. */
  readonly seen: string;
  /** What is asked, at the beginning and at the end. */
  readonly lead: string;
  readonly close: string;
  readonly middle: string;
  /** Whether the middle is pasted, and not what the person goes on to tell. */
  readonly pasted: boolean;
}

/**
 * What is asked stands before or behind what is pasted: up to a colon, a quotation mark or the end of
 * a line, or in the last sentence.
 */
export function partsOf(prompt: string): TextParts {
  const whole =
    prompt.length > HEAD + TAIL ? `${prompt.slice(0, HEAD)}\n${prompt.slice(-TAIL)}` : prompt;
  const seen = whole.trim();
  const mark = leadMark(seen);
  const lead = mark ?? (seen.length <= SHORT ? seen.length : LEAD);
  const close = Math.max(lead, closeStart(seen));
  return {
    seen,
    lead: seen.slice(0, lead),
    middle: seen.slice(lead, close),
    close: seen.slice(close),
    pasted: mark !== undefined,
  };
}

function leadMark(text: string): number | undefined {
  const mark = text.slice(SHORTEST, LEAD).search(/[:\n"«“]/);
  return mark >= 0 && text.length - mark > 2 * SHORTEST ? SHORTEST + mark : undefined;
}

function closeStart(text: string): number {
  const end = text.slice(-CLOSE);
  const marks = [...end.slice(0, -SHORTEST).matchAll(/[.!?:\n]\s/g)];
  const last = marks.at(-1);
  return last === undefined ? text.length : text.length - end.length + last.index + 1;
}

/** Without case and accents: many people type neither. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return (plain.match(/[\p{L}\p{N}+#]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}
