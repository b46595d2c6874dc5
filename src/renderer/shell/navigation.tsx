import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useRoute } from 'wouter';
import { api } from '../api/client.ts';
import { useFormat } from '../i18n/use-format.ts';
import { VIEWS, type View } from './views.ts';

function Entry({ view, count }: { readonly view: View; readonly count: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [active] = useRoute(view.pattern);
  const Icon = view.icon;
  return (
    <Link href={view.path} className="nav-entry" aria-current={active ? 'page' : undefined}>
      <Icon size={20} stroke={1.7} aria-hidden />
      <span>{t(`nav.${view.name}`)}</span>
      {count > 0 && <span className="nav-count">{format.number(count)}</span>}
    </Link>
  );
}

/** Beside the views on a wide window, below them on a narrow one. */
export function Navigation() {
  const { t } = useTranslation();
  const status = useQuery(api.system.status.queryOptions());
  const queue = status.data?.queue;
  const underWay = queue === undefined ? 0 : queue.total_items + queue.running;
  return (
    <nav className="shell-nav" aria-label={t('nav.label')}>
      {VIEWS.map((view) => (
        <Entry key={view.name} view={view} count={view.name === 'queue' ? underWay : 0} />
      ))}
    </nav>
  );
}
