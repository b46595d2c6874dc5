import './overview.css';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../../shared/contract/system.ts';
import { api } from '../../api/client.ts';
import { useRestricted } from '../../api/line.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { RefreshButton } from '../../ui/refresh-button.tsx';
import { HealthPanel } from './health-panel.tsx';
import { LightLlm } from './light-llm.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { RecentQueries } from './recent-queries.tsx';
import { ReliabilityPanel } from './reliability-panel.tsx';
import { ResidentModels } from './resident-models.tsx';
import { StatisticsPanel } from './statistics-panel.tsx';

/** Until somebody does something it is not used. */
const needsSomebody = ({ health }: Status['models'][number]): boolean =>
  health.state === 'quarantined' || health.state === 'missing';

/** What is loaded, what waits, what was asked last, and whether all is in order. */
export function Overview() {
  const { t } = useTranslation();
  const restricted = useRestricted();
  const status = useQuery(api.system.status.queryOptions());
  const stats = useQuery(api.system.stats.queryOptions());
  const health = useQuery(api.system.health.queryOptions());
  return (
    <div>
      <PageHeader title={t('overview.title')}>{restricted && <RefreshButton />}</PageHeader>
      <div className="overview">
        <section className="card overview-memory">
          <h2>{t('overview.inMemory')}</h2>
          <ResidentModels />
          {status.data?.light_llm != null && <LightLlm light={status.data.light_llm} />}
        </section>
        <section className="card">
          <h2>{t('overview.queue')}</h2>
          <Loaded query={status}>{({ queue }) => <QueuePanel queue={queue} />}</Loaded>
        </section>
        <section className="card">
          <h2>{t('overview.sinceStart')}</h2>
          <Loaded query={stats} lines={5}>
            {({ since_start }) => (
              <StatisticsPanel totals={status.data?.stats} sinceStart={since_start} />
            )}
          </Loaded>
        </section>
        <section className="card overview-recent">
          <RecentQueries />
        </section>
        <section className="card">
          <h2>{t('overview.reliability')}</h2>
          <Loaded query={stats}>{(report) => <ReliabilityPanel {...report} />}</Loaded>
        </section>
        <section className="card">
          <h2>{t('overview.health')}</h2>
          <Loaded query={health}>
            {(report) => (
              <HealthPanel
                health={report}
                reportedAt={health.dataUpdatedAt}
                isolation={status.data?.engine.isolation_reason}
                unused={status.data?.models.filter(needsSomebody).length ?? 0}
              />
            )}
          </Loaded>
        </section>
      </div>
    </div>
  );
}
