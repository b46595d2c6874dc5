import './ask.css';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/page-header.tsx';
import { startAnew, useConversation } from './conversation.ts';
import { QuestionForm } from './question-form.tsx';
import { stayAtEnd } from './stay-at-end.ts';
import { Suggestions } from './suggestions.tsx';
import { TurnView } from './turn-view.tsx';

/** A conversation with whichever model the Switch chooses. */
export function Ask() {
  const { t } = useTranslation();
  const turns = useConversation((conversation) => conversation.turns);
  return (
    <div className="ask">
      <PageHeader title={t('ask.title')}>
        {turns.length > 0 && (
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={startAnew}
          >
            {t('ask.fresh')}
          </Button>
        )}
      </PageHeader>
      {turns.length === 0 ? (
        <div className="ask-empty">
          <h2>{t('ask.emptyTitle')}</h2>
          <p>{t('ask.empty')}</p>
          <Suggestions />
        </div>
      ) : (
        <ol className="turns" ref={stayAtEnd}>
          {turns.map((turn, index) => (
            <TurnView key={turn.key} turn={turn} last={index === turns.length - 1} />
          ))}
        </ol>
      )}
      <QuestionForm />
    </div>
  );
}
