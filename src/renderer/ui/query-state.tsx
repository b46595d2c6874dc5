import { useTranslation } from 'react-i18next';
import type { QueryState } from '../../shared/domain/query.ts';

export function QueryStateTag({ state }: { readonly state: QueryState }) {
  const { t } = useTranslation();
  return (
    <span className="tag" data-state={state}>
      {t(`state.${state}`)}
    </span>
  );
}
