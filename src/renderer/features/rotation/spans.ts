import type {
  RotatingModel,
  RotationCause,
  RotationEntry,
  RotationState,
} from '../../../shared/domain/rotation.ts';

/** A time in which a model was not on disk only. Times in ms since 1970. */
export interface Span {
  readonly state: Exclude<RotationState, 'cold'>;
  readonly from: number;
  /** null: it still is. */
  readonly until: number | null;
  /** null: it began before what is kept of the history. */
  readonly cause: RotationCause | null;
  readonly reason: string | null;
  /** Of a model that came into memory: how long that took. */
  readonly took_s: number | null;
}

export interface Lane {
  readonly model_id: string;
  /** Oldest first, none of them over another. */
  readonly spans: readonly Span[];
}

type StateNow = Pick<RotatingModel, 'model_id' | 'state' | 'since'>;

/** @param entries of one model, oldest first */
function spansTold(entries: readonly RotationEntry[]): readonly Span[] {
  return entries.flatMap(({ at, state, cause, reason, took_s }, index): Span[] => {
    if (state === 'cold') return [];
    const next = entries[index + 1];
    const until = next === undefined ? null : Date.parse(next.at);
    return [{ state, from: Date.parse(at), until, cause, reason, took_s }];
  });
}

/** A model that came before what is kept of the history is there all the same. */
function withWhatIs(spans: readonly Span[], { state, since }: StateNow): readonly Span[] {
  if (state === 'cold' || spans.at(-1)?.until === null) return spans;
  const from = since === null ? 0 : Date.parse(since);
  return [...spans, { state, from, until: null, cause: null, reason: null, took_s: null }];
}

/**
 * The history as times to draw, a lane for each model in the order they are given.
 * @param history newest first, as the server tells it
 */
export function lanesOf(
  history: readonly RotationEntry[],
  models: readonly StateNow[],
): readonly Lane[] {
  const byModel = Map.groupBy(history.toReversed(), ({ model_id }) => model_id);
  return models.map((model) => ({
    model_id: model.model_id,
    spans: withWhatIs(spansTold(byModel.get(model.model_id) ?? []), model),
  }));
}
