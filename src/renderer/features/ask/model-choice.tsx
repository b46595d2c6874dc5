import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useConversation } from './conversation.ts';

const AUTOMATIC = '';

/** Which model is to answer; by default that is the Switch's decision. */
export function ModelChoice() {
  const { t } = useTranslation();
  const wished = useConversation((conversation) => conversation.model);
  const models = useQuery(api.models.list.queryOptions());
  const usable = models.data?.models.filter(({ enabled }) => enabled) ?? [];
  return (
    <NativeSelect
      className="model-choice"
      aria-label={t('ask.model')}
      size="xs"
      value={wished ?? AUTOMATIC}
      onChange={({ currentTarget: { value } }) =>
        useConversation.setState({ model: value === AUTOMATIC ? null : value })
      }
      data={[
        { value: AUTOMATIC, label: t('ask.automatic') },
        ...usable.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
      ]}
    />
  );
}
