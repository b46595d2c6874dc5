import type { TFunction } from 'i18next';
import type { Format } from '../../i18n/format.ts';
import type { Span } from './spans.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** "since 22:03:10", "22:03:10 to 22:04:00". */
export function timesText({ from, until }: Span, t: TFunction, format: Format): string {
  if (until === null) return t('rotation.since', { time: format.clock(iso(from)) });
  const times = { from: format.clock(iso(from)), to: format.clock(iso(until)) };
  return t('rotation.fromTo', times);
}

/** Why it came to be so, in the reader's words; null: nothing is kept about it. */
export function causeText({ cause }: Pick<Span, 'cause'>, t: TFunction): string | null {
  return cause === null ? null : `${t('rotation.cause')} ${t(`rotationCause.${cause}`)}`;
}
