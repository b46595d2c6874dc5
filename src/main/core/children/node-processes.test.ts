import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { BubblewrapAdapter } from './bubblewrap-adapter.ts';
import { forkAdapter } from './fork-adapter.ts';
import { decideIsolation, type IsolationSetting, type ModelProcesses } from './isolation.ts';
import { startNodeProcesses } from './node-processes.ts';

const folder = temporaryFolder();

/** A folder of programs with a `bwrap` that does as the script says. */
function programs(script: string): string {
  const path = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(join(path, 'bwrap'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, 'bwrap'), 0o755);
  return path;
}

function start(
  setting: IsolationSetting,
  searchPath: string,
  trialMs?: number,
): Promise<ModelProcesses> {
  const wish = {
    setting,
    searchPath,
    hostModule: import.meta.filename,
    home: folder,
    models: join(folder, 'models'),
    linked: () => [],
  };
  return startNodeProcesses(wish, trialMs);
}

const RUNS_IT = 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"';
const FORBIDDEN = 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1';
/** The system does without the channel or the program, and says nothing. */
const MUTE = 'exit 0';
const HANGS = 'exec sleep 30';

describe.skipIf(process.platform !== 'linux')('models of the headless server run', () => {
  test('in a sandbox where one works', async () => {
    for (const setting of ['auto', 'bubblewrap'] as const) {
      const { adapter, isolation } = await start(setting, `relative:${programs(RUNS_IT)}`);
      expect(adapter).toBeInstanceOf(BubblewrapAdapter);
      expect(isolation).toMatchObject({ kind: 'bubblewrap', reason: 'works' });
    }
  });

  test('in plain processes where it is not installed, saying what to install', async () => {
    const { adapter, isolation } = await start('auto', `${folder}:/nonexistent`);
    expect(adapter).toBe(forkAdapter);
    expect(isolation).toMatchObject({ kind: 'process', reason: 'not_installed' });
    expect(isolation.detail).toContain('install the package "bubblewrap"');
  });

  test.for<[string, string, string, number?]>([
    ['is forbidden', FORBIDDEN, 'bwrap: setting up uid map: Permission denied'],
    ['does nothing', MUTE, 'exit code 0'],
    ['does not come to an end', HANGS, 'no answer within 0.5 s', 500],
  ])('in plain processes where bubblewrap %s, saying so', async ([, script, said, trialMs]) => {
    const { adapter, isolation } = await start('auto', programs(script), trialMs);
    expect(adapter).toBe(forkAdapter);
    expect(isolation).toMatchObject({ kind: 'process', reason: 'does_not_work' });
    expect(isolation.detail).toContain(said);
  });

  test('in plain processes where the settings say so, and nothing is tried', async () => {
    const { adapter, isolation } = await start('process', programs(HANGS));
    expect(adapter).toBe(forkAdapter);
    expect(isolation).toMatchObject({ kind: 'process', reason: 'chosen' });
  });

  test('not at all where a sandbox is demanded and cannot be had', async () => {
    await expect(start('bubblewrap', folder)).rejects.toMatchObject({
      code: 'ISOLATION_UNAVAILABLE',
      message: expect.stringMatching(/install the package "bubblewrap".*VX11_ISOLATION/),
      data: { reason: 'not_installed' },
    });
    await expect(start('bubblewrap', programs(FORBIDDEN))).rejects.toMatchObject({
      message: expect.stringContaining('Permission denied'),
      data: { reason: 'does_not_work' },
    });
  });
});

test.for([
  ['process', true, 'process', 'chosen'],
  ['process', false, 'process', 'chosen'],
  ['auto', true, 'bubblewrap', 'works'],
  ['auto', false, 'process', 'desktop'],
  ['bubblewrap', true, 'bubblewrap', 'works'],
] as const)('%s, a sandbox works: %s → %s, because: %s', ([setting, works, kind, reason]) => {
  const obstacle = { reason: 'desktop', detail: 'No.' } as const;
  expect(decideIsolation(setting, works ? null : obstacle)).toMatchObject({ kind, reason });
});
