import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Health, Status } from '../../../shared/contract/system.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useNow } from '../../ui/use-now.ts';

type Isolation = Status['engine']['isolation_reason'];

const ISOLATION_TEXTS = {
  works: 'overview.isolationBubblewrap',
  chosen: 'overview.isolationProcess',
  other_system: 'overview.isolationProcess',
  desktop: 'overview.isolationProcess',
  not_installed: 'overview.isolationNotInstalled',
  does_not_work: 'overview.isolationDoesNotWork',
} as const satisfies Record<Isolation, string>;

interface HealthPanelProps {
  readonly health: Health;
  /** When the report came, in ms since 1970. */
  readonly reportedAt: number;
  /** Why models are separated as they are. */
  readonly isolation: Isolation | undefined;
  /** Models that are set aside, or have lost their file. */
  readonly unused: number;
}

export function HealthPanel({ health, reportedAt, isolation, unused }: HealthPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const up = health.uptime_s + (useNow(true) - reportedAt) / 1000;
  return (
    <>
      <p className="health" data-health={health.status}>
        <span className="lamp" aria-hidden="true" />
        <strong>{t(health.status === 'ok' ? 'overview.healthy' : 'overview.degraded')}</strong>
      </p>
      <ul className="health-facts">
        <li>{t('overview.up', { time: format.duration(Math.max(1, Math.floor(up))) })}</li>
        <li>{t(health.database === 'ok' ? 'overview.databaseOk' : 'overview.databaseDamaged')}</li>
        <li>{t('overview.usable', { count: health.models })}</li>
        {unused > 0 && (
          <li>
            <Link href="/models">{t('overview.unused', { count: unused })}</Link>
          </li>
        )}
        {isolation !== undefined && <li>{t(ISOLATION_TEXTS[isolation])}</li>}
      </ul>
    </>
  );
}
