import {
  type Icon,
  IconArrowsExchange,
  IconDatabase,
  IconLayoutDashboard,
  IconListDetails,
  IconMessageCircle,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Ask } from '../features/ask/ask.tsx';
import { Models } from '../features/models/models.tsx';
import { Overview } from '../features/overview/overview.tsx';
import { Queue } from '../features/queue/queue.tsx';
import { Rotation } from '../features/rotation/rotation.tsx';

export interface View {
  readonly name: 'overview' | 'ask' | 'queue' | 'rotation' | 'models';
  readonly path: string;
  /** What belongs to the view, below its path. */
  readonly pattern: string;
  readonly icon: Icon;
  readonly page: ComponentType;
}

/** The console's views, in the order of the navigation. */
export const VIEWS: readonly View[] = [
  { name: 'overview', path: '/', pattern: '/', icon: IconLayoutDashboard, page: Overview },
  { name: 'ask', path: '/ask', pattern: '/ask', icon: IconMessageCircle, page: Ask },
  { name: 'queue', path: '/queue', pattern: '/queue/:id?', icon: IconListDetails, page: Queue },
  {
    name: 'rotation',
    path: '/rotation',
    pattern: '/rotation',
    icon: IconArrowsExchange,
    page: Rotation,
  },
  { name: 'models', path: '/models', pattern: '/models', icon: IconDatabase, page: Models },
];
