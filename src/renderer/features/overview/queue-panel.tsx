import type { Status } from '../../../shared/contract/system.ts';
import type { PriorityClass } from '../../../shared/domain/priority.ts';
import { useLanguage } from '../../i18n/language.tsx';

/** Most urgent first. Named here because the shared list would bring its validator (100 kB) along. */
const PRIORITIES: readonly PriorityClass[] = [
  'SYSTEM_CRITICAL',
  'USER_INTERACTIVE',
  'BATCH_PROCESSING',
  'BACKGROUND',
];

export function QueuePanel({ queue, stats }: Pick<Status, 'queue' | 'stats'>) {
  const { texts, format } = useLanguage();
  const { p50_response_time: median } = stats;
  const figures = [
    [texts.overview.waiting, format.number(queue.total_items)],
    [texts.overview.running, format.number(queue.running)],
    [texts.overview.answered, format.number(stats.total_queries)],
    [texts.overview.median, median === null ? '–' : format.seconds(median)],
    [texts.overview.rotations, format.number(stats.models_rotated)],
    [texts.overview.errors, format.number(stats.errors)],
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
      <ul className="priorities" aria-label={texts.overview.waitingBy}>
        {PRIORITIES.map((priority) => {
          const count = queue.priority_distribution[priority];
          return (
            <li key={priority}>
              <span>{texts.priority[priority]}</span>
              <meter
                min={0}
                max={Math.max(1, queue.total_items)}
                value={count}
                aria-label={texts.priority[priority]}
              />
              <span>{format.number(count)}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
