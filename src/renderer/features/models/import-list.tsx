import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { api } from '../../api/client.ts';
import { ImportRow } from './import-row.tsx';

/** Ended imports that were waved away here. */
const useDismissed = create<{ readonly ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));
const dismiss = (id: string): void =>
  useDismissed.setState(({ ids }) => ({ ids: new Set([...ids, id]) }));

const ENDED_SHOWN = 5;

/** Imports under way, whoever began them, and how the last ones ended. */
export function ImportList() {
  const { t } = useTranslation();
  const { ids } = useDismissed();
  const imports = useQuery(api.models.imports.queryOptions());
  const all = imports.data?.imports.filter(({ import_id }) => !ids.has(import_id)) ?? [];
  const running = all.filter(({ state }) => state === 'running');
  const ended = all.filter(({ state }) => state !== 'running').slice(0, ENDED_SHOWN);
  if (running.length + ended.length === 0) return null;
  return (
    <section className="card imports" aria-label={t('imports.title')}>
      <h2>{t('imports.title')}</h2>
      <ul>
        {[...running, ...ended].map((one) => (
          <ImportRow key={one.import_id} modelImport={one} onDismiss={dismiss} />
        ))}
      </ul>
    </section>
  );
}
