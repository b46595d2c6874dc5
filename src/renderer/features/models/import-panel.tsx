import { Button, FileButton } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useOnline, useRestricted } from '../../api/line.ts';
import { PathForm } from './path-form.tsx';
import { useImport } from './use-import.ts';

/** The three ways in: drop, choose, or name a path. */
export function ImportPanel() {
  const { t } = useTranslation();
  const online = useOnline();
  const restricted = useRestricted();
  const importFiles = useImport();
  return (
    <section className="card import-panel" aria-label={t('models.import')}>
      <IconFileImport size={30} stroke={1.4} aria-hidden className="import-icon" />
      {restricted ? (
        <p>{t('models.needsSession')}</p>
      ) : (
        <>
          <p>
            {t('models.dropHere')}{' '}
            {/* Any file may be chosen: what is a model is decided by looking inside. */}
            <FileButton multiple onChange={(files) => void importFiles(files)}>
              {(props) => (
                <Button {...props} size="compact-md" variant="light" disabled={!online}>
                  {t('models.choose')}
                </Button>
              )}
            </FileButton>
          </p>
          <PathForm disabled={!online} />
        </>
      )}
    </section>
  );
}
