import { useTranslation } from 'react-i18next';
import type { Statistics, Status, Times } from '../../../shared/contract/system.ts';
import { useFormat } from '../../i18n/use-format.ts';

function TimesRow({ name, times }: { readonly name: string; readonly times: Times | null }) {
  const format = useFormat();
  return (
    <tr>
      <th scope="row">{name}</th>
      {(['p50', 'p95', 'p99'] as const).map((quantile) => (
        <td key={quantile}>{times === null ? '–' : format.seconds(times[quantile])}</td>
      ))}
    </tr>
  );
}

/** How long things take: half of them, nearly all, all but the worst. */
function TimesTable({
  wait,
  response,
  swap,
}: Pick<Statistics['since_start'], 'wait' | 'response' | 'swap'>) {
  const { t } = useTranslation();
  return (
    <table className="times">
      <caption className="unseen">{t('overview.times')}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('overview.median')}</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        <TimesRow name={t('overview.wait')} times={wait} />
        <TimesRow name={t('overview.response')} times={response} />
        <TimesRow name={t('overview.swap')} times={swap} />
      </tbody>
    </table>
  );
}

interface StatisticsPanelProps {
  readonly totals: Status['stats'] | undefined;
  readonly sinceStart: Statistics['since_start'];
}

export function StatisticsPanel({ totals, sinceStart }: StatisticsPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = (value: number | undefined): string =>
    value === undefined ? '–' : format.number(value);
  const figures = [
    [t('overview.answered'), number(totals?.total_queries)],
    [t('overview.errors'), number(totals?.errors)],
    [t('overview.rotations'), format.number(sinceStart.models_rotated)],
  ] as const;
  return (
    <>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <TimesTable {...sinceStart} />
    </>
  );
}
