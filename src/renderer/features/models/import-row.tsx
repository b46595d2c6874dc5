import { ActionIcon, Progress } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ModelImport } from '../../../shared/domain/model-import.ts';
import { api } from '../../api/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useErrorText } from '../../ui/use-error-text.ts';

const WORK = {
  upload: 'imports.uploading',
  copy: 'imports.copying',
  link: 'imports.hashing',
} as const;

function describe({ state, source, already_present, ...bytes }: ModelImport, t: TFunction): string {
  switch (state) {
    case 'running':
      return t(bytes.done_bytes < bytes.total_bytes ? WORK[source] : 'imports.checking');
    case 'succeeded':
      return t(already_present ? 'imports.present' : 'imports.succeeded');
    case 'failed':
    case 'cancelled':
      return t(`imports.${state}`);
  }
}

function Bytes({ modelImport }: { readonly modelImport: ModelImport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { done_bytes, total_bytes } = modelImport;
  return (
    <span className="facts">
      {t('imports.progress', { done: format.bytes(done_bytes), total: format.bytes(total_bytes) })}
    </span>
  );
}

interface ImportRowProps {
  readonly modelImport: ModelImport;
  readonly onDismiss: (id: string) => void;
}

export function ImportRow({ modelImport, onDismiss }: ImportRowProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const cancel = useMutation(api.models.cancelImport.mutationOptions());
  const { import_id, name, state, done_bytes, total_bytes, error } = modelImport;
  const running = state === 'running';
  return (
    <li className="import" data-import={state}>
      <div className="import-head">
        <strong className="clip" title={name}>
          {name}
        </strong>
        <span className="facts" role="status">
          {describe(modelImport, t)}
        </span>
        {running && <Bytes modelImport={modelImport} />}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t(running ? 'imports.cancel' : 'imports.dismiss', { name })}
          loading={cancel.isPending}
          onClick={() => (running ? cancel.mutate({ id: import_id }) : onDismiss(import_id))}
        >
          <IconX size={15} aria-hidden />
        </ActionIcon>
      </div>
      {running && (
        <Progress
          value={(100 * done_bytes) / Math.max(1, total_bytes)}
          size="sm"
          aria-label={name}
        />
      )}
      {error !== null && state === 'failed' && (
        <p className="import-error">
          {errorText(error.code) ?? ''} <span className="facts">{error.code}</span>
          <br />
          <span className="facts" lang="en">
            {error.message}
          </span>
        </p>
      )}
    </li>
  );
}
