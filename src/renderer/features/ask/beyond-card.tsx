import { Button } from '@mantine/core';
import { IconMessageCircle, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api } from '../../api/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ablerModels } from './abler-models.ts';
import { askAgain } from './conversation.ts';

/** How large a file fits; nothing while it is not known, or not this reader's to know. */
function Room({ fitting }: { readonly fitting: number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (fitting === undefined) return null;
  return (
    <p className="facts">
      {fitting === 0 ? t('beyond.tight') : t('beyond.fits', { size: format.bytes(fitting) })}
    </p>
  );
}

/** For a question that was beyond the model: those that are here, and what else would fit. */
export function BeyondCard({ model }: { readonly model: string }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const models = useQuery(api.models.list.queryOptions());
  const memory = useQuery(api.system.status.queryOptions()).data?.memory;
  const others = ablerModels(models.data?.models ?? [], model, memory?.free_bytes);
  return (
    <section className="card beyond" aria-label={t('beyond.title')}>
      <h3>{t('beyond.title')}</h3>
      <p>{t(others.length === 0 ? 'beyond.none' : 'beyond.others')}</p>
      <div className="beyond-ways">
        {others.map(({ id, name }) => (
          <Button
            key={id}
            size="compact-md"
            variant="default"
            leftSection={<IconMessageCircle size={16} aria-hidden />}
            onClick={() => void askAgain(id)}
          >
            {t('beyond.ask', { name })}
          </Button>
        ))}
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          onClick={() => navigate('/models')}
        >
          {t('models.import')}
        </Button>
      </div>
      <Room fitting={memory?.fitting_file_bytes} />
    </section>
  );
}
