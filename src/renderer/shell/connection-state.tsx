import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { useLineState } from '../api/line.ts';

/** Always there and always as high, so that losing the connection moves nothing on the page. */
export function ConnectionState() {
  const { t } = useTranslation();
  const line = useLineState();
  const status = useQuery(api.system.status.queryOptions());
  return (
    <div className="connection" data-line={line}>
      <span className="lamp" aria-hidden="true" />
      <span role="status">{t(`connection.${line}`)}</span>
      <span className="facts">{status.data?.version}</span>
    </div>
  );
}
