import { ActionIcon, CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ModelTag } from '../../ui/model-tag.tsx';
import { QueryDecisions } from '../decisions/query-decisions.tsx';
import { Feedback } from '../feedback/feedback.tsx';
import { chosenModel } from './answer-progress.ts';
import { rememberFeedback } from './conversation.ts';
import type { Turn } from './turn.ts';

function useFacts({ progress }: Turn): readonly string[] {
  const { t } = useTranslation();
  const format = useFormat();
  if (progress.phase !== 'done') return [];
  const { usage, processing_time } = progress.answer;
  const tokens = t('ask.tokens', { count: usage.completion_tokens });
  const speed = format.number(usage.completion_tokens / Math.max(processing_time, 0.001));
  return [tokens, format.seconds(processing_time), t('ask.speed', { speed })];
}

function CopyAnswer({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('ask.copied') : t('ask.copy')}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('ask.copy')}
            onClick={copy}
          >
            {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** Which model wrote the answer and why, what it took, how good it was, and the decision behind it. */
export function AnswerFacts({ turn }: { readonly turn: Turn }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const models = useQuery(api.models.list.queryOptions());
  const facts = useFacts(turn);
  const chosen = chosenModel(turn.progress);
  if (chosen === null) return null;
  const name = models.data?.models.find(({ id }) => id === chosen.id)?.name ?? chosen.id;
  const text = 'text' in turn.progress ? turn.progress.text : '';
  return (
    <div className="answer-facts">
      <p>
        <strong data-testid="answered-by" title={chosen.id}>
          {name}
        </strong>
        <ModelTag label={chosen.label} />
        {/* A line breaks between facts, not inside one. */}
        <span className="facts">
          {facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(' · ')}
        </span>
        {text !== '' && <CopyAnswer text={text} />}
      </p>
      {turn.progress.phase === 'done' && turn.query_id !== null && (
        <Feedback query_id={turn.query_id} given={turn.feedback} onGiven={rememberFeedback} />
      )}
      <UnstyledButton
        className="why facts"
        aria-expanded={open}
        disabled={turn.query_id === null}
        onClick={() => setOpen(!open)}
      >
        {t('ask.why')}: <span lang="en">{chosen.reason}</span>
        <IconChevronDown size={14} className="chevron" aria-hidden />
      </UnstyledButton>
      {open && turn.query_id !== null && <QueryDecisions id={turn.query_id} />}
    </div>
  );
}
