import './models.css';
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../shared/domain/model.ts';
import { api } from '../../api/client.ts';
import { useRestricted } from '../../api/line.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { findModels } from './find-models.ts';
import { ImportList } from './import-list.tsx';
import { ImportPanel } from './import-panel.tsx';
import { ModelCard } from './model-card.tsx';

function Cards({
  installed,
  text,
}: {
  readonly installed: readonly Model[];
  readonly text: string;
}) {
  const { t } = useTranslation();
  const found = findModels(installed, text, (specialty) => t(`specialty.${specialty}`));
  if (installed.length === 0) return <Empty text={t('models.none')} />;
  if (found.length === 0) return <Empty text={t('models.noneFound', { text: text.trim() })} />;
  return (
    <ul className="model-cards">
      {found.map((model) => (
        <ModelCard key={model.id} model={model} />
      ))}
    </ul>
  );
}

/** The installed models, and the way in for new ones. */
export function Models() {
  const { t } = useTranslation();
  const restricted = useRestricted();
  const [text, setText] = useState('');
  const models = useQuery(api.models.list.queryOptions());
  return (
    <div className="models">
      <PageHeader title={t('models.title')}>
        <span className="facts" role="status">
          {models.data !== undefined && t('models.installed', { count: models.data.count })}
        </span>
        <TextInput
          type="search"
          aria-label={t('models.search')}
          placeholder={t('models.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </PageHeader>
      <ImportPanel />
      {!restricted && <ImportList />}
      <Loaded query={models} lines={6}>
        {({ models: installed }) => <Cards installed={installed} text={text} />}
      </Loaded>
    </div>
  );
}
