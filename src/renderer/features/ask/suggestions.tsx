import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useOnline } from '../../api/line.ts';
import { ask } from './conversation.ts';

const SUGGESTED = ['import', 'http', 'privacy', 'lufs'] as const;

/**
 * Questions to begin with. The model that ships knows them by heart, and is asked by name: others
 * know nothing of the product.
 */
export function Suggestions() {
  const { t } = useTranslation();
  const online = useOnline();
  const models = useQuery(api.models.list.queryOptions());
  const light = models.data?.models.find(({ source }) => source === 'built-in');
  return (
    <ul className="suggestions" aria-label={t('ask.suggestions')}>
      {SUGGESTED.map((name) => (
        <li key={name}>
          <Button
            size="compact-md"
            radius="xl"
            variant="default"
            disabled={!online || light === undefined}
            onClick={() => void ask(t(`ask.suggested.${name}`), light?.id)}
          >
            {t(`ask.suggested.${name}`)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
