import type { PriorityLevel } from '../../../../shared/domain/priority.ts';
import type { QueryInput } from '../../../../shared/domain/query.ts';
import type { QuerySize } from './terms.ts';

/** Of UTF-8, in the languages people ask in; code and other scripts have fewer. */
const BYTES_PER_TOKEN = 4;

/** Whoever sits before it is taken to wait this long for the answer to begin. */
const HURRIED_S = 5;
/** The others, by priority (DESIGN §5 asks for these seconds and leaves them open; see ADR 15). */
const PATIENCE_S: Readonly<Record<PriorityLevel, number>> = { 0: 10, 1: 15, 2: 60, 3: 300 };
/** Of the time to a deadline; the rest is for the answer itself. */
const SHARE_OF_DEADLINE = 0.5;

/** The last power of two at or below a value: a few steps instead of any number. */
const stepBelow = (value: number): number => 2 ** Math.floor(Math.log2(value));

function promptTokens({ query, messages }: QueryInput): number {
  const texts = messages?.map(({ content }) => content) ?? [query ?? ''];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes < BYTES_PER_TOKEN ? 1 : stepBelow(bytes / BYTES_PER_TOKEN);
}

function acceptedSeconds(
  priority: PriorityLevel,
  { hurried, deadline_ms }: { readonly hurried: boolean; readonly deadline_ms: number | undefined },
): number {
  const patience = hurried ? HURRIED_S : PATIENCE_S[priority];
  if (deadline_ms === undefined) return patience;
  const left = stepBelow(Math.max(1, deadline_ms) / 1000) * SHARE_OF_DEADLINE;
  return Math.min(patience, left);
}

/** What a query asks for in tokens and in patience. */
export function querySize(
  request: QueryInput,
  priority: PriorityLevel,
  hurried: boolean,
): QuerySize {
  const { max_tokens, deadline_ms } = request;
  return {
    prompt_tokens: promptTokens(request),
    max_tokens: max_tokens ?? null,
    accepted_s: acceptedSeconds(priority, { hurried, deadline_ms }),
  };
}
