import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RotationEntry } from '../../../shared/domain/rotation.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useModelNames } from '../../ui/use-model-names.ts';
import { StateMark } from './state-mark.tsx';

const FIRST = 12;
const MORE = 50;

function EntryRow({ entry }: { readonly entry: RotationEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useModelNames();
  const { at, model_id, state, cause, reason, took_s } = entry;
  return (
    <tr>
      <td>
        <time dateTime={at} title={format.moment(at)}>
          {format.clock(at)}
        </time>
      </td>
      <th scope="row" title={model_id}>
        {nameOf(model_id)}
      </th>
      <td>
        <StateMark state={state} /> {t(`rotationEvent.${state}`)}
        {took_s !== null && (
          <span className="facts"> · {t('rotation.took', { time: format.seconds(took_s) })}</span>
        )}
      </td>
      <td>{t(`rotationCause.${cause}`)}</td>
      <td className="facts" lang="en">
        {reason}
      </td>
    </tr>
  );
}

/** What the timeline draws, in words, and what came before it. */
export function HistoryTable({ history }: { readonly history: readonly RotationEntry[] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(FIRST);
  return (
    <>
      <table className="history">
        <caption className="unseen">{t('rotation.historyTable')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('rotation.time')}</th>
            <th scope="col">{t('rotation.model')}</th>
            <th scope="col">{t('rotation.event')}</th>
            <th scope="col">{t('rotation.cause')}</th>
            <th scope="col">{t('rotation.reason')}</th>
          </tr>
        </thead>
        <tbody>
          {history.slice(0, shown).map((entry) => (
            <EntryRow key={`${entry.at} ${entry.model_id} ${entry.state}`} entry={entry} />
          ))}
        </tbody>
      </table>
      {history.length > shown && (
        <Button size="compact-sm" variant="default" onClick={() => setShown(shown + MORE)}>
          {t('rotation.more')}
        </Button>
      )}
    </>
  );
}
