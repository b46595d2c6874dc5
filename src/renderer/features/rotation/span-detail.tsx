import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { useModelNames } from '../../ui/use-model-names.ts';
import type { Spot } from './lane-steps.ts';
import { causeText, timesText } from './span-text.ts';
import type { Lane } from './spans.ts';
import { StateMark } from './state-mark.tsx';

/** The element that tells the story; spans point to it. */
export const SPAN_DETAIL = 'span-detail';

interface SpanDetailProps {
  readonly lanes: readonly Lane[];
  readonly spot: Spot | null;
  readonly now: number;
}

/** What a span of the timeline stands for. Always there and as high, so that nothing moves. */
export function SpanDetail({ lanes, spot, now }: SpanDetailProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useModelNames();
  const span = lanes
    .find(({ model_id }) => model_id === spot?.model_id)
    ?.spans.find(({ from }) => from === spot?.from);
  if (spot === null || span === undefined) {
    return <p className="span-detail facts">{t('rotation.hint')}</p>;
  }
  const lasted = Math.max(0, Math.round(((span.until ?? now) - span.from) / 1000));
  const facts = [
    timesText(span, t, format),
    t('rotation.for', { time: format.duration(lasted) }),
    span.took_s === null ? null : t('rotation.took', { time: format.seconds(span.took_s) }),
    causeText(span, t),
  ];
  return (
    <div className="span-detail" id={SPAN_DETAIL}>
      <p>
        <StateMark state={span.state} /> <strong>{t(`rotationState.${span.state}`)}</strong>{' '}
        <span title={spot.model_id}>{nameOf(spot.model_id)}</span>
      </p>
      <p className="facts">{facts.filter((fact) => fact !== null).join(' · ')}</p>
      {span.reason !== null && (
        <p className="facts" lang="en">
          {span.reason}
        </p>
      )}
    </div>
  );
}
