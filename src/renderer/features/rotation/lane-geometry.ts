import type { Lane, Span } from './spans.ts';

/** What is looked at, in ms since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Lanes that have something in the window, with only that. */
export function lanesWithin(lanes: readonly Lane[], { from, to }: TimeWindow): readonly Lane[] {
  return lanes
    .map(({ model_id, spans }) => ({
      model_id,
      spans: spans.filter((span) => span.from <= to && (span.until ?? to) >= from),
    }))
    .filter(({ spans }) => spans.length > 0);
}

/** Where a span is drawn, in percent of the width. */
export function placeOf(span: Span, { from, to }: TimeWindow): { left: number; width: number } {
  const percent = (at: number): number => 100 * Math.min(1, Math.max(0, (at - from) / (to - from)));
  const left = percent(span.from);
  return { left, width: percent(span.until ?? to) - left };
}

const PARTS = 5;

/** Round times before the right edge, in seconds, oldest first: 5 min → 240, 180, 120, 60. */
export const ticksOf = (window_s: number): readonly number[] =>
  Array.from({ length: PARTS - 1 }, (_, index) => (window_s * (PARTS - 1 - index)) / PARTS);
