import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Rotation } from '../../../shared/domain/rotation.ts';
import { useOnline } from '../../api/line.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../ui/empty.tsx';
import { useNow } from '../../ui/use-now.ts';
import { lanesWithin, ticksOf } from './lane-geometry.ts';
import type { Spot } from './lane-steps.ts';
import { Lanes } from './lanes.tsx';
import { SpanDetail } from './span-detail.tsx';
import { lanesOf } from './spans.ts';
import { StateMark } from './state-mark.tsx';

const WINDOWS_S = [300, 900, 3600] as const;
const STATES = ['active', 'warm', 'loading', 'draining'] as const;

function Axis({ window_s }: { readonly window_s: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="axis facts" aria-hidden="true">
      {ticksOf(window_s).map((tick) => (
        <span key={tick} style={{ left: `${100 - (100 * tick) / window_s}%` }}>
          −{format.duration(tick)}
        </span>
      ))}
      <span className="axis-now">{t('rotation.now')}</span>
    </div>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="legend facts">
      {STATES.map((state) => (
        <li key={state}>
          <StateMark state={state} /> {t(`rotationState.${state}`)}
        </li>
      ))}
    </ul>
  );
}

interface TimelineProps {
  readonly rotation: Rotation;
  /** When the server told it, in ms since 1970. */
  readonly toldAt: number;
}

/** Which models were in memory and when; the right edge is now, for as long as the line is up. */
export function Timeline({ rotation: { history, models }, toldAt }: TimelineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [window_s, setWindow] = useState<number>(WINDOWS_S[1]);
  const [spot, setSpot] = useState<Spot | null>(null);
  const to = Math.max(useNow(useOnline()), toldAt);
  const all = useMemo(() => lanesOf(history, models), [history, models]);
  const view = { from: to - window_s * 1000, to };
  const lanes = lanesWithin(all, view);
  return (
    <>
      <header>
        <h2>{t('rotation.timeline')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('rotation.window')}
          value={String(window_s)}
          onChange={(value) => setWindow(Number(value))}
          data={WINDOWS_S.map((one) => ({ value: String(one), label: format.duration(one) }))}
        />
      </header>
      {lanes.length === 0 ? (
        <Empty text={t(history.length === 0 ? 'rotation.nothingYet' : 'rotation.nothingHere')}>
          <Link href="/ask">{t('overview.askNow')}</Link>
        </Empty>
      ) : (
        <>
          <Lanes lanes={lanes} view={view} spot={spot} onSpot={setSpot} />
          <Axis window_s={window_s} />
          <Legend />
          <SpanDetail lanes={lanes} spot={spot} now={to} />
        </>
      )}
    </>
  );
}
