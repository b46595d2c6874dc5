import { useTranslation } from 'react-i18next';
import type { Status } from '../../../shared/contract/system.ts';
import { useFormat } from '../../i18n/use-format.ts';

export function StatisticsPanel({ stats }: Pick<Status, 'stats'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = (seconds: number | null): string =>
    seconds === null ? '–' : format.seconds(seconds);
  const figures = [
    [t('overview.answered'), format.number(stats.total_queries)],
    [t('overview.errors'), format.number(stats.errors)],
    [t('overview.median'), time(stats.p50_response_time)],
    [t('overview.p95'), time(stats.p95_response_time)],
    [t('overview.rotations'), format.number(stats.models_rotated)],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
