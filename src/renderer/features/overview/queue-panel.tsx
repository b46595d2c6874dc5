import { useTranslation } from 'react-i18next';
import type { Status } from '../../../shared/contract/system.ts';
import type { PriorityClass, PriorityName } from '../../../shared/domain/priority.ts';
import { useFormat } from '../../i18n/use-format.ts';

/** Most urgent first. Named here because the shared list would bring its validator (100 kB) along. */
const PRIORITIES: readonly (readonly [PriorityName, PriorityClass])[] = [
  ['CRITICAL', 'SYSTEM_CRITICAL'],
  ['HIGH', 'USER_INTERACTIVE'],
  ['MEDIUM', 'BATCH_PROCESSING'],
  ['LOW', 'BACKGROUND'],
];

/** How much waits, and of which urgency. */
export function QueuePanel({ queue }: Pick<Status, 'queue'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <dl className="figures">
        <div>
          <dt>{t('overview.waiting')}</dt>
          <dd>
            {format.number(queue.total_items)}{' '}
            <span className="facts">
              {t('overview.full', { max: format.number(queue.max_size) })}
            </span>
          </dd>
        </div>
        <div>
          <dt>{t('overview.running')}</dt>
          <dd>{format.number(queue.running)}</dd>
        </div>
      </dl>
      <ul className="priorities" aria-label={t('overview.waitingBy')}>
        {PRIORITIES.map(([name, priority]) => {
          const count = queue.priority_distribution[priority];
          return (
            <li key={name} data-priority={name}>
              <span>{t(`priority.${name}`)}</span>
              <span className="bar" aria-hidden="true">
                <span style={{ width: `${(100 * count) / Math.max(1, queue.total_items)}%` }} />
              </span>
              <span>{format.number(count)}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
