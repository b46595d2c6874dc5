import type { Lane } from './spans.ts';

/** A span, by its lane and its start. */
export interface Spot {
  readonly model_id: string;
  readonly from: number;
}

const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const;
type StepKey = (typeof KEYS)[number];

export const isStepKey = (key: string): key is StepKey => KEYS.some((one) => one === key);

function nearestOf({ model_id, spans }: Lane, at: number): Spot | undefined {
  const [best] = spans.toSorted((a, b) => Math.abs(a.from - at) - Math.abs(b.from - at));
  return best && { model_id, from: best.from };
}

/** Where a key leads from a span: along its lane, or to what was then on another. */
export function stepFrom(lanes: readonly Lane[], spot: Spot, key: StepKey): Spot | undefined {
  const row = lanes.findIndex(({ model_id }) => model_id === spot.model_id);
  const lane = lanes[row];
  if (lane === undefined) return undefined;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const next = lanes[row + (key === 'ArrowUp' ? -1 : 1)];
    return next && nearestOf(next, spot.from);
  }
  const index = lane.spans.findIndex(({ from }) => from === spot.from);
  const target = {
    ArrowLeft: lane.spans[index - 1],
    ArrowRight: lane.spans[index + 1],
    Home: lane.spans[0],
    End: lane.spans.at(-1),
  }[key];
  return target && { model_id: lane.model_id, from: target.from };
}

/** The one span that Tab leads to: what was shown last, else the newest of the first lane. */
export function entrySpot(lanes: readonly Lane[], shown: Spot | null): Spot | undefined {
  const there = lanes.some(
    ({ model_id, spans }) =>
      model_id === shown?.model_id && spans.some(({ from }) => from === shown.from),
  );
  if (there && shown !== null) return shown;
  const [lane] = lanes;
  const newest = lane?.spans.at(-1);
  return lane && newest && { model_id: lane.model_id, from: newest.from };
}
