import { connection, reconnectNow } from '../api/client.ts';
import { useConnectionState } from '../api/connection.ts';
import type { LiveState } from '../api/live-updates.ts';
import { useLanguage } from '../i18n/language.tsx';

/** Always there and always as high, so that losing the connection moves nothing on the page. */
export function ConnectionBar({ live }: { readonly live: LiveState }) {
  const { texts } = useLanguage();
  const state = useConnectionState(connection);
  const shown = state === 'online' ? live : state;
  return (
    <div className="connection" data-state={shown}>
      <span className="dot" aria-hidden="true" />
      <span role="status">{texts.connection[shown]}</span>
      {state === 'offline' && (
        <button type="button" className="quiet" onClick={reconnectNow}>
          {texts.connection.retry}
        </button>
      )}
    </div>
  );
}
