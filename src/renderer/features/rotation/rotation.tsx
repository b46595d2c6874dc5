import './rotation.css';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useRestricted } from '../../api/line.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { RefreshButton } from '../../ui/refresh-button.tsx';
import { HistoryTable } from './history-table.tsx';
import { PredictionPanel } from './prediction-panel.tsx';
import { RotatingModels } from './rotating-models.tsx';
import { RotationFacts } from './rotation-facts.tsx';
import { Timeline } from './timeline.tsx';

/** An hour of a busy product; what is older is kept by the server. */
const HISTORY = 400;

/** How models come and go: who is in memory, why, what is expected next, and what can be done. */
export function Rotation() {
  const { t } = useTranslation();
  const restricted = useRestricted();
  const rotation = useQuery(api.rotation.get.queryOptions({ input: { history: HISTORY } }));
  return (
    <div>
      <PageHeader title={t('rotation.title')}>{restricted && <RefreshButton />}</PageHeader>
      <Loaded query={rotation} lines={8}>
        {(told) => (
          <div className="rotation">
            <section className="card" aria-label={t('rotation.facts')}>
              <RotationFacts rotation={told} />
            </section>
            <section className="card">
              <Timeline rotation={told} toldAt={rotation.dataUpdatedAt} />
            </section>
            <section className="card">
              <h2>{t('rotation.models')}</h2>
              <RotatingModels rotation={told} />
            </section>
            <section className="card">
              <h2>{t('rotation.predicted')}</h2>
              <PredictionPanel prediction={told.prediction} />
            </section>
            {told.history.length > 0 && (
              <section className="card">
                <h2>{t('rotation.history')}</h2>
                <HistoryTable history={told.history} />
              </section>
            )}
          </div>
        )}
      </Loaded>
    </div>
  );
}
