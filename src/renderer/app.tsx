import { useQuery } from '@tanstack/react-query';
import { api } from './api/client.ts';
import { useLiveUpdates } from './api/live-updates.ts';
import { Ask } from './features/ask/ask.tsx';
import { Overview } from './features/overview/overview.tsx';
import { LANGUAGES, type Language, useLanguage } from './i18n/language.tsx';
import { ConnectionBar } from './ui/connection-bar.tsx';

function LanguageChoice() {
  const { texts, language, setLanguage } = useLanguage();
  const choices: readonly Language[] = ['es', 'en'];
  return (
    <fieldset className="languages">
      <legend className="unseen">{texts.language}</legend>
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          aria-label={LANGUAGES[choice]}
          aria-pressed={choice === language}
          onClick={() => setLanguage(choice)}
        >
          {choice.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}

export function App() {
  const { texts } = useLanguage();
  const live = useLiveUpdates();
  const status = useQuery(api.system.status.queryOptions());
  return (
    <div className="page">
      <header className="top">
        <h1>
          VX11 <span>Control</span>
        </h1>
        <p>{texts.tagline}</p>
        {status.data !== undefined && <small>{status.data.version}</small>}
        <LanguageChoice />
      </header>
      <ConnectionBar live={live} />
      <main>
        <Ask />
        <Overview live={live} />
      </main>
    </div>
  );
}
