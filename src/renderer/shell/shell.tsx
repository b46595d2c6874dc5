import '../ui/ui.css';
import './shell.css';
import { ErrorBoundary } from 'react-error-boundary';
import { useTranslation } from 'react-i18next';
import { Route, Switch, useLocation } from 'wouter';
import { useLiveUpdates } from '../api/live-updates.ts';
import { DropToImport } from '../features/models/drop-to-import.tsx';
import { useImportToasts } from '../features/models/use-import-toasts.ts';
import { deselectEnded } from '../features/queue/queue-view.ts';
import { BrokenView } from '../ui/broken-view.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { ConnectionState } from './connection-state.tsx';
import { Navigation } from './navigation.tsx';
import { NothingHere } from './nothing-here.tsx';
import { Preferences } from './preferences.tsx';
import { VIEWS } from './views.ts';

const MAIN = 'main';

export function Shell() {
  const { t } = useTranslation();
  const toast = useImportToasts();
  useLiveUpdates((event) => {
    toast(event);
    deselectEnded(event);
  });
  const [location] = useLocation();
  return (
    <div className="shell">
      <button
        type="button"
        className="skip"
        onClick={() => document.querySelector<HTMLElement>(`#${MAIN} h1`)?.focus()}
      >
        {t('skip')}
      </button>
      <header className="shell-brand">
        <p className="brand">
          VX11 <span>Control</span>
        </p>
        <Preferences />
      </header>
      <Navigation />
      <footer className="shell-state">
        <ConnectionState />
      </footer>
      <main id={MAIN}>
        <ConnectionNotice />
        {/* By view: what broke in one leaves the others alone. */}
        <ErrorBoundary FallbackComponent={BrokenView} resetKeys={[location]}>
          <Switch>
            {VIEWS.map(({ name, pattern, page }) => (
              <Route key={name} path={pattern} component={page} />
            ))}
            <Route component={NothingHere} />
          </Switch>
        </ErrorBoundary>
      </main>
      <DropToImport />
    </div>
  );
}
