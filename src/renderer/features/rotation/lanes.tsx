import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { useModelNames } from '../../ui/use-model-names.ts';
import { placeOf, type TimeWindow } from './lane-geometry.ts';
import { entrySpot, isStepKey, type Spot, stepFrom } from './lane-steps.ts';
import { SPAN_DETAIL } from './span-detail.tsx';
import { causeText, timesText } from './span-text.ts';
import type { Lane, Span } from './spans.ts';

interface LanesProps {
  readonly lanes: readonly Lane[];
  readonly view: TimeWindow;
  /** The span whose story is told below. */
  readonly spot: Spot | null;
  readonly onSpot: (spot: Spot) => void;
}

const isAt = (spot: Spot | null | undefined, model_id: string, { from }: Span): boolean =>
  spot?.model_id === model_id && spot.from === from;
const idOf = ({ model_id, from }: Spot): string => `span ${model_id} ${from}`;

interface SpanBarProps {
  readonly model_id: string;
  readonly span: Span;
  readonly view: TimeWindow;
  readonly shown: boolean;
  readonly entry: boolean;
  readonly onShow: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function SpanBar({ model_id, span, view, shown, entry, onShow, onKey }: SpanBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { left, width } = placeOf(span, view);
  const state = t(`rotationState.${span.state}`);
  const text = [state, timesText(span, t, format), causeText(span, t)];
  return (
    <button
      type="button"
      id={idOf({ model_id, from: span.from })}
      className="span-look span"
      data-state={span.state}
      style={{ left: `${left}%`, width: `${width}%` }}
      tabIndex={entry ? 0 : -1}
      aria-label={text.filter((one) => one !== null).join(', ')}
      aria-current={shown}
      aria-describedby={shown ? SPAN_DETAIL : undefined}
      onMouseEnter={onShow}
      onFocus={onShow}
      onClick={onShow}
      onKeyDown={onKey}
    >
      <span aria-hidden="true">{state}</span>
    </button>
  );
}

/** A row for each model; one stop for Tab, the arrow keys do the rest. */
export function Lanes({ lanes, view, spot, onSpot }: LanesProps) {
  const { t } = useTranslation();
  const nameOf = useModelNames();
  const entry = entrySpot(lanes, spot);
  const step = (event: KeyboardEvent, from: Spot): void => {
    if (!isStepKey(event.key)) return;
    event.preventDefault();
    const next = stepFrom(lanes, from, event.key);
    if (next !== undefined) document.getElementById(idOf(next))?.focus();
  };
  return (
    <ul className="lanes" aria-label={t('rotation.lanes')}>
      {lanes.map(({ model_id, spans }) => (
        <li key={model_id} className="lane">
          <span className="two-lines" title={model_id}>
            {nameOf(model_id)}
          </span>
          <div className="track">
            {spans.map((span) => (
              <SpanBar
                key={span.from}
                model_id={model_id}
                span={span}
                view={view}
                shown={isAt(spot, model_id, span)}
                entry={isAt(entry, model_id, span)}
                onShow={() => onSpot({ model_id, from: span.from })}
                onKey={(event) => step(event, { model_id, from: span.from })}
              />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
