import { BubblewrapAdapter, type BubblewrapParts } from './bubblewrap-adapter.ts';
import type { ChildExit, ChildHandle } from './child-process-adapter.ts';
import { startNodeProcesses } from './node-processes.ts';

const { isolation } = await startNodeProcesses({
  setting: 'auto',
  searchPath: process.env['PATH'] ?? '',
  hostModule: import.meta.filename,
  home: '/nonexistent',
  models: '/nonexistent/models',
  linked: () => [],
});

export const noSandbox = isolation.kind === 'process';

/** Ends the title of what is skipped where no sandbox works. */
export const skipped = noSandbox ? ` (skipped: ${isolation.detail})` : '';

export const sandboxes = (parts: Omit<BubblewrapParts, 'bubblewrap'>): BubblewrapAdapter =>
  new BubblewrapAdapter({ bubblewrap: 'bwrap', ...parts });

export const exitOf = (child: ChildHandle): Promise<ChildExit> =>
  new Promise((resolve) => child.onExit(resolve));

export const messageOf = (child: ChildHandle): Promise<unknown> =>
  new Promise((resolve) => child.onMessage(resolve));
