import type { TerminalState } from '../../../shared/domain/query.ts';
import {
  type EpochMs,
  epochMs,
  type Milliseconds,
  milliseconds,
} from '../../../shared/domain/units.ts';
import type { FinishedQuery } from '../ports.ts';

const DAY = milliseconds(24 * 60 * 60 * 1000);
/** Long enough to fetch an answer by its id, or to repeat a request whose connection broke. */
const SHORT_WHILE = milliseconds(10 * 60 * 1000);

/** Whether what was asked and answered is stored: always, until it was fetched, or never. */
export type StoreContent = 'on' | 'metadata' | 'off';

export interface RetentionPolicy {
  readonly storeContent: StoreContent;
  /** Finished queries are forgotten after so many days. */
  readonly days: number;
  /** Finished queries that stay readable. */
  readonly keep: number;
}

/** Which of the finished queries are meant. */
export interface Range {
  readonly before: EpochMs;
  readonly states?: readonly TerminalState[] | undefined;
}

/** How long content stays after the end of its query; null: as long as the query is remembered. */
export function contentLifetime(storeContent: StoreContent): Milliseconds | null {
  if (storeContent === 'on') return null;
  return storeContent === 'metadata' ? SHORT_WHILE : milliseconds(0);
}

/**
 * What ended before this is forgotten: it is too old, or there are enough newer ones.
 * @param historyEnd when the last of the newest `keep` ended
 */
export function forgottenBefore(
  { days }: Pick<RetentionPolicy, 'days'>,
  historyEnd: EpochMs | null,
  now: EpochMs,
): EpochMs {
  return epochMs(Math.max(now - days * DAY, historyEnd ?? 0));
}

/** An idempotency key is good for a day: until then a repeat finds the query it stands for. */
export function hasYoungKey({ has_key, created_at }: FinishedQuery, now: EpochMs): boolean {
  return has_key && created_at >= now - DAY;
}

export const isMeant = (
  { state, finished_at }: FinishedQuery,
  { before, states }: Range,
): boolean =>
  finished_at < before && (states === undefined || states.some((wanted) => wanted === state));
