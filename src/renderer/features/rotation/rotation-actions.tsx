import { Button, Loader, Tooltip } from '@mantine/core';
import { type Icon, IconDownload, IconPin, IconPinnedOff, IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RotatingModel } from '../../../shared/domain/rotation.ts';
import { useOnline } from '../../api/line.ts';
import { usePin, useRotate, useUnload } from './use-rotation-actions.ts';
import { type Obstacle, whyNot } from './why-not.ts';

const OBSTACLES = {
  in_memory: 'rotation.alreadyIn',
  coming: 'rotation.coming',
  leaving: 'rotation.going',
  out: 'rotation.alreadyOut',
  pinned: 'rotation.isPinned',
} as const satisfies Record<Obstacle, string>;

interface ActionProps {
  readonly label: string;
  readonly name: string;
  readonly icon: Icon;
  readonly pending: boolean;
  /** Why it cannot be done now, for a person to read; null: it can. */
  readonly obstacle: string | null;
  readonly onDo: () => void;
}

/** Stays where it is and keeps the focus also while it cannot be used, and says why it cannot. */
function Action({ label, name, icon: Icon, pending, obstacle, onDo }: ActionProps) {
  const online = useOnline();
  const idle = pending || obstacle !== null || !online;
  return (
    <Tooltip
      label={obstacle}
      disabled={obstacle === null}
      events={{ hover: true, focus: true, touch: true }}
    >
      <Button
        size="compact-sm"
        variant="default"
        leftSection={pending ? <Loader size={14} aria-hidden /> : <Icon size={14} aria-hidden />}
        aria-label={`${label}: ${name}`}
        aria-disabled={idle}
        data-disabled={idle}
        aria-busy={pending}
        aria-description={obstacle ?? undefined}
        onClick={() => !idle && onDo()}
      >
        {label}
      </Button>
    </Tooltip>
  );
}

interface RotationActionsProps {
  readonly model: RotatingModel;
  readonly name: string;
}

/** What somebody may do with a model: have it come, let it go, keep it. */
export function RotationActions({ model, name }: RotationActionsProps) {
  const { t } = useTranslation();
  const { model_id: id, pinned } = model;
  const rotate = useRotate(name);
  const unload = useUnload(name);
  const pin = usePin(name);
  const obstacles = whyNot(model);
  const told = (why: Obstacle | null) => (why === null ? null : t(OBSTACLES[why]));
  return (
    <div className="rotating-actions">
      <Action
        label={t('rotation.bring')}
        name={name}
        icon={IconDownload}
        pending={rotate.isPending}
        obstacle={told(obstacles.bring)}
        onDo={() => rotate.mutate({ model_id: id })}
      />
      <Action
        label={t('rotation.unload')}
        name={name}
        icon={IconUpload}
        pending={unload.isPending}
        obstacle={told(obstacles.unload)}
        onDo={() => unload.mutate({ id })}
      />
      <Action
        label={t(pinned ? 'rotation.unpin' : 'rotation.pin')}
        name={name}
        icon={pinned ? IconPinnedOff : IconPin}
        pending={pin.isPending}
        obstacle={null}
        onDo={() => pin.mutate({ id, pinned: !pinned })}
      />
    </div>
  );
}
