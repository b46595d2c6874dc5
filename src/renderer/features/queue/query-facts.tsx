import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { QueryRecord } from '../../../shared/domain/query.ts';
import type { Format } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/use-format.ts';

type Fact = readonly [name: string, value: string | null];

function between(from: string | null, to: string | null, format: Format): string | null {
  if (from === null || to === null) return null;
  return format.duration((Date.parse(to) - Date.parse(from)) / 1000);
}

function priorityText({ priority: { requested, applied } }: QueryRecord, t: TFunction): string {
  const text = t(`priority.${applied}`);
  if (requested === applied) return text;
  return t('details.lowered', { applied: text, requested: t(`priority.${requested}`) });
}

function typeText({ query_type, query_type_source: source }: QueryRecord, t: TFunction): string {
  const type = t(`specialty.${query_type}`);
  return source === null ? type : t(`details.typeFrom.${source}`, { type });
}

function tokensText({ usage }: QueryRecord, t: TFunction, format: Format): string | null {
  if (usage === null) return null;
  return t('details.tokensOf', {
    prompt: format.number(usage.prompt_tokens),
    completion: format.number(usage.completion_tokens),
  });
}

/** While it waits: where, and how long it is expected to. */
function placeText({ state, position, eta_ms: eta }: QueryRecord, t: TFunction, format: Format) {
  if (state !== 'queued' || position === null) return null;
  const place = position === 0 ? t('queue.next') : t('queue.ahead', { count: position });
  if (eta === null) return place;
  return `${place} · ${t('queue.expected', { time: format.duration(Math.ceil(eta / 1000)) })}`;
}

function factsOf(query: QueryRecord, t: TFunction, format: Format): readonly Fact[] {
  const when = (iso: string | null): string | null => (iso === null ? null : format.moment(iso));
  return [
    [t('details.model'), query.model_used],
    [t('details.preference'), query.model_preference],
    [t('details.type'), typeText(query, t)],
    [t('details.priority'), priorityText(query, t)],
    [t('details.module'), `${query.module_id} (${query.module_type})`],
    [t('details.attempts'), format.number(query.attempts)],
    [t('details.place'), placeText(query, t, format)],
    [t('details.content'), t(query.content_kept ? 'details.kept' : 'details.wiped')],
    [t('details.tokens'), tokensText(query, t, format)],
    [t('details.created'), when(query.created_at)],
    [t('details.started'), when(query.started_at)],
    [t('details.finished'), when(query.finished_at)],
    [t('details.waited'), between(query.created_at, query.started_at, format)],
    [t('details.took'), between(query.started_at, query.finished_at, format)],
    [t('details.id'), query.query_id],
  ];
}

export function QueryFacts({ query }: { readonly query: QueryRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="details-facts">
      {factsOf(query, t, format)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
