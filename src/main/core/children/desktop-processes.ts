import { decideIsolation, type ModelProcesses, type ProcessesWish } from './isolation.ts';
import { utilityProcessAdapter } from './utility-process-adapter.ts';

/** Processes of the desktop app, which only Electron itself can start. */
export async function startDesktopProcesses({ setting }: ProcessesWish): Promise<ModelProcesses> {
  const isolation = decideIsolation(setting, {
    reason: 'desktop',
    detail: 'The desktop app has no sandbox for models; the headless server ("npm run serve") has.',
  });
  return { adapter: utilityProcessAdapter, isolation };
}
