import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { describeFailure } from '../../api/failure.ts';
import { useErrorText } from '../../ui/use-error-text.ts';
import { importPath } from './import-file.ts';

type Mode = 'copy' | 'link';

/** For files that are on the server's machine already, which may be another one than the reader's. */
export function PathForm({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [path, setPath] = useState('');
  const [mode, setMode] = useState<Mode>('copy');
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => importPath(path.trim(), mode),
    onSuccess: () => setPath(''),
  });
  const failure = error === null ? null : describeFailure(error);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (path.trim() !== '') mutate();
  }
  return (
    <form className="path-form" onSubmit={submit}>
      <TextInput
        className="path"
        label={t('models.byPath')}
        placeholder={t('models.pathExample')}
        spellCheck={false}
        autoComplete="off"
        value={path}
        onChange={(event) => {
          setPath(event.currentTarget.value);
          reset();
        }}
        error={failure && `${errorText(failure.code) ?? failure.message ?? ''} (${failure.code})`}
      />
      <NativeSelect
        label={t('models.mode')}
        value={mode}
        onChange={({ currentTarget: { value } }) => setMode(value === 'link' ? 'link' : 'copy')}
        data={[
          { value: 'copy', label: t('models.copy') },
          { value: 'link', label: t('models.link') },
        ]}
      />
      <Button
        type="submit"
        variant="default"
        loading={isPending}
        disabled={disabled || path.trim() === ''}
      >
        {t('models.start')}
      </Button>
    </form>
  );
}
