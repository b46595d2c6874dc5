import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryRecord } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { QueryStateTag } from '../../ui/query-state.tsx';
import { DecisionList } from '../decisions/decision-list.tsx';
import { Feedback } from '../feedback/feedback.tsx';
import { QueryFacts } from './query-facts.tsx';

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="details-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Outcome({ query }: { readonly query: QueryRecord }) {
  const { t } = useTranslation();
  if (query.error !== null) {
    return <FailureNotice title={t('details.error')} failure={query.error} />;
  }
  return query.response === null ? (
    <p className="facts">{t(query.content_kept ? 'details.noAnswer' : 'details.answerWiped')}</p>
  ) : (
    <p className="details-text">{query.response}</p>
  );
}

function AnswerFeedback({ query: { query_id, feedback } }: { readonly query: QueryRecord }) {
  const queryClient = useQueryClient();
  const queryKey = api.queries.get.queryKey({ input: { id: query_id } });
  return (
    <Feedback
      query_id={query_id}
      given={feedback}
      onGiven={(record) => queryClient.setQueryData(queryKey, record)}
    />
  );
}

/** A query from what was asked to why that model answered. */
export function QueryDetails({ query }: { readonly query: QueryRecord }) {
  const { t } = useTranslation();
  return (
    <article className="details">
      <p>
        <QueryStateTag state={query.state} />
      </p>
      <Part title={t('details.asked')}>
        <p className="details-text">{query.content ?? t('queue.notStored')}</p>
      </Part>
      <Part title={t('details.answer')}>
        <Outcome query={query} />
        {query.state === 'succeeded' && <AnswerFeedback query={query} />}
      </Part>
      <Part title={t('details.decisions')}>
        <DecisionList decisions={query.decisions} />
      </Part>
      <Part title={t('details.facts')}>
        <QueryFacts query={query} />
      </Part>
      {Object.keys(query.metadata).length > 0 && (
        <Part title={t('details.metadata')}>
          <pre className="details-text mono">{JSON.stringify(query.metadata, null, 2)}</pre>
        </Part>
      )}
    </article>
  );
}
