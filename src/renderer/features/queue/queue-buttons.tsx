import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBarToUp,
  IconArrowDown,
  IconArrowUp,
  IconCheck,
  IconDotsVertical,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { useOnline } from '../../api/line.ts';
import type { Moves } from './neighbours.ts';
import { PRIORITIES } from './queue-view.ts';
import { useCancel } from './use-cancel.ts';
import { useMove } from './use-move.ts';

interface ButtonProps {
  readonly id: string;
  /** The start of what was asked. */
  readonly name: string;
}

export function CancelButton({ id, name }: ButtonProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const { cancel, isPending } = useCancel();
  return (
    <Tooltip label={t('queue.cancel')}>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={t('queue.cancelThis', { query: name })}
        loading={isPending}
        disabled={!online}
        onClick={() => cancel(id)}
      >
        <IconX size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

export function ToFrontButton({ id, name }: ButtonProps) {
  const { t } = useTranslation();
  const { move, canMove, isPending } = useMove();
  return (
    <Tooltip label={t('queue.toFront')}>
      <ActionIcon
        variant="subtle"
        aria-label={t('queue.toFrontThis', { query: name })}
        loading={isPending}
        disabled={!canMove}
        onClick={() => move({ id, to: 'front' })}
      >
        <IconArrowBarToUp size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface MoveMenuProps {
  readonly query: QuerySummary;
  readonly name: string;
  readonly moves: Moves;
}

function MoveItems({ query: { query_id, priority }, moves: { up, down } }: MoveMenuProps) {
  const { t } = useTranslation();
  const { move, canMove } = useMove();
  return (
    <>
      <Menu.Item
        leftSection={<IconArrowUp size={16} aria-hidden />}
        disabled={!canMove || up === null}
        onClick={() => up !== null && move(up)}
      >
        {t('queue.up')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowDown size={16} aria-hidden />}
        disabled={!canMove || down === null}
        onClick={() => down !== null && move(down)}
      >
        {t('queue.down')}
      </Menu.Item>
      <Menu.Label>{t('queue.priority')}</Menu.Label>
      {PRIORITIES.map((name) => (
        <Menu.Item
          key={name}
          disabled={!canMove || name === priority.applied}
          rightSection={name === priority.applied ? <IconCheck size={16} aria-hidden /> : null}
          onClick={() => move({ id: query_id, priority: name })}
        >
          {t(`priority.${name}`)}
        </Menu.Item>
      ))}
    </>
  );
}

/** The moves that are needed less often than to the front. */
export function MoveMenu(props: MoveMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={t('queue.moveThis', { query: props.name })}>
          <IconDotsVertical size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MoveItems {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}
