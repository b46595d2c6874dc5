import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { LiveState } from '../../api/live-updates.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ModelRow } from './model-row.tsx';
import { QueuePanel } from './queue-panel.tsx';

/** What is loaded, what waits, what is installed. */
export function Overview({ live }: { readonly live: LiveState }) {
  const { texts } = useLanguage();
  const queryClient = useQueryClient();
  const status = useQuery(api.system.status.queryOptions());
  const models = useQuery(api.models.list.queryOptions());
  const running = new Map(status.data?.models.map((model) => [model.name, model.running]));
  return (
    <section className="overview" aria-label={texts.overview.title}>
      <div className="card">
        <header>
          <h2>{texts.overview.queue}</h2>
          {live === 'restricted' && (
            <button
              type="button"
              className="quiet"
              onClick={() => void queryClient.invalidateQueries()}
            >
              {texts.overview.refresh}
            </button>
          )}
        </header>
        <Loaded query={status}>
          {({ queue, stats }) => <QueuePanel queue={queue} stats={stats} />}
        </Loaded>
      </div>
      <div className="card">
        <h2>{texts.overview.models}</h2>
        <Loaded query={models}>
          {({ models: installed }) =>
            installed.length === 0 ? (
              <p className="empty">{texts.overview.noModels}</p>
            ) : (
              <>
                {installed.every(({ residency }) => residency === 'cold') && (
                  <p className="empty">{texts.overview.nothingLoaded}</p>
                )}
                <ul className="models">
                  {installed
                    .toSorted((a, b) => inMemoryFirst(a.residency) - inMemoryFirst(b.residency))
                    .map((model) => (
                      <ModelRow key={model.id} model={model} running={running.get(model.id) ?? 0} />
                    ))}
                </ul>
              </>
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

const inMemoryFirst = (residency: string): number => (residency === 'cold' ? 1 : 0);
