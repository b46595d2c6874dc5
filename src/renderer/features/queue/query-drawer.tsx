import { Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import { api } from '../../api/client.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { QueryDetails } from './query-details.tsx';
import { useCancel } from './use-cancel.ts';

function Details({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const record = useQuery(api.queries.get.queryOptions({ input: { id } }));
  const { cancel, isPending } = useCancel();
  return (
    <Loaded query={record} lines={8}>
      {(query) => (
        <>
          <QueryDetails query={query} />
          {query.finished_at === null && (
            <Button
              color="red"
              variant="light"
              loading={isPending}
              onClick={() => cancel(query.query_id)}
            >
              {t('queue.cancel')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

/** All that is known of one query, beside the list; it has an address of its own. */
export function QueryDrawer() {
  const { t } = useTranslation();
  const [, params] = useRoute('/queue/:id');
  const [, navigate] = useLocation();
  const id = params?.id;
  return (
    <Drawer
      opened={id !== undefined}
      onClose={() => navigate('/queue')}
      position="right"
      size="lg"
      title={t('details.title')}
      closeButtonProps={{ 'aria-label': t('details.close') }}
    >
      {id !== undefined && <Details id={id} />}
    </Drawer>
  );
}
