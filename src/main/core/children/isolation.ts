import type { Isolation } from '../../../shared/domain/isolation.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { ChildProcessAdapter } from './child-process-adapter.ts';

/** auto: in a sandbox where that works, in a plain process elsewhere. */
export const ISOLATION_SETTINGS = ['auto', 'bubblewrap', 'process'] as const;
export type IsolationSetting = (typeof ISOLATION_SETTINGS)[number];

/** Why there can be no sandbox. */
export interface Obstacle {
  readonly reason: Exclude<Isolation['reason'], 'works' | 'chosen'>;
  readonly detail: string;
}

/** How models' processes are made. */
export interface ModelProcesses {
  readonly adapter: ChildProcessAdapter;
  readonly isolation: Isolation;
}

/** What is known when the product starts. */
export interface ProcessesWish {
  readonly setting: IsolationSetting;
  /** Where programs are, as PATH says it. */
  readonly searchPath: string;
  /** The entry of a model's process. */
  readonly hostModule: string;
  readonly home: string;
  readonly models: string;
  /** Files of registered models outside of the folder. */
  readonly linked: () => readonly string[];
}

/** @throws AppError ISOLATION_UNAVAILABLE when a sandbox is demanded and cannot be had */
export type StartProcesses = (wish: ProcessesWish) => Promise<ModelProcesses>;

/** @param obstacle null: a sandbox was tried and works */
export function decideIsolation(setting: IsolationSetting, obstacle: Obstacle | null): Isolation {
  if (setting === 'process') {
    return { kind: 'process', reason: 'chosen', detail: 'The setting "isolation" is "process".' };
  }
  if (obstacle === null) {
    return { kind: 'bubblewrap', reason: 'works', detail: 'It was tried at the start and works.' };
  }
  if (setting === 'auto') return { kind: 'process', ...obstacle };
  throw new AppError('ISOLATION_UNAVAILABLE', {
    message: `The setting "isolation" demands bubblewrap. ${obstacle.detail} Or set "isolation" to "auto" (VX11_ISOLATION) to run models in plain processes where there is none.`,
    data: { reason: obstacle.reason },
  });
}
