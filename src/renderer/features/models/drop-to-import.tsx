import { notifications } from '@mantine/notifications';
import { IconFileDownload } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useOnline, useRestricted } from '../../api/line.ts';
import { useImport } from './use-import.ts';

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** What was dropped, without folders: they look like empty files and cannot be read. */
function filesOf({ items }: DataTransfer): File[] {
  return [...items]
    .filter((item) => item.webkitGetAsEntry()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}

/**
 * Files may be dropped anywhere on the page. Not through a library: those replace the browser's File
 * by one of their own, which the desktop cannot find the path of.
 */
export function DropToImport() {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [, navigate] = useLocation();
  const importFiles = useImport();
  const online = useOnline();
  const restricted = useRestricted();
  const allowed = online && !restricted;

  const drop = useEffectEvent((transfer: DataTransfer) => {
    if (!allowed) return;
    const files = filesOf(transfer);
    if (files.length === 0) {
      notifications.show({ color: 'red', message: t('imports.noFolders') });
      return;
    }
    navigate('/models');
    void importFiles(files);
  });

  useEffect(() => {
    const on = new AbortController();
    const { signal } = on;
    const keep = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      // Otherwise the browser would leave the page and open the file.
      event.preventDefault();
      setOver(event.type === 'dragenter' || event.type === 'dragover');
    };
    const leave = (event: DragEvent): void => {
      // Moving from one element to the next also "leaves"; out of the window leads nowhere.
      if (event.relatedTarget === null) setOver(false);
    };
    window.addEventListener('dragenter', keep, { signal });
    window.addEventListener('dragover', keep, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener(
      'drop',
      (event) => {
        keep(event);
        if (carriesFiles(event) && event.dataTransfer !== null) drop(event.dataTransfer);
      },
      { signal },
    );
    return () => on.abort();
  }, []);

  if (!over) return null;
  return (
    <div className="drop-overlay" aria-hidden="true">
      <div>
        <IconFileDownload size={48} stroke={1.3} />
        <p>{t('models.dropTitle')}</p>
        <p className="facts">{t(allowed ? 'models.dropText' : 'models.needsSession')}</p>
      </div>
    </div>
  );
}
