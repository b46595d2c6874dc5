import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHome, homePaths } from './paths.ts';
import { temporaryFolder } from './temporary-folder.test-support.ts';

const folder = temporaryFolder();
const user = homedir();
const local = join(user, '.local', 'share', 'vx11-control');

const HOMES: readonly (readonly [NodeJS.Platform, Record<string, string>, string])[] = [
  ['linux', {}, local],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/vx11-control'],
  ['linux', { XDG_DATA_HOME: '' }, local],
  ['linux', { XDG_DATA_HOME: 'relative' }, local],
  ['linux', { APPDATA: '/roaming' }, local],
  ['freebsd', {}, local],
  ['darwin', {}, join(user, 'Library', 'Application Support', 'vx11-control')],
  [
    'darwin',
    { XDG_DATA_HOME: '/data' },
    join(user, 'Library', 'Application Support', 'vx11-control'),
  ],
  ['win32', { APPDATA: '/roaming' }, join('/roaming', 'vx11-control')],
  ['win32', {}, join(user, 'AppData', 'Roaming', 'vx11-control')],
  ['win32', { APPDATA: '' }, join(user, 'AppData', 'Roaming', 'vx11-control')],
  ['linux', { VX11_HOME: '/here', XDG_DATA_HOME: '/data' }, '/here'],
  ['darwin', { VX11_HOME: '/here' }, '/here'],
  ['win32', { VX11_HOME: '/here', APPDATA: '/roaming' }, resolve('/here')],
  ['linux', { VX11_HOME: 'here' }, resolve('here')],
  ['linux', { VX11_HOME: '' }, local],
];
test.for(HOMES)('on %s with %j the home is %s', ([platform, environment, home]) => {
  expect(homePaths(environment, platform).home).toBe(resolve(home));
});

describe('a home', () => {
  test('holds everything, unless DATABASE_PATH moves the database', () => {
    expect(homePaths({ VX11_HOME: '/here' })).toEqual({
      home: resolve('/here'),
      database: resolve('/here/vx11.db'),
      models: resolve('/here/models'),
      logs: resolve('/here/logs'),
      prefixes: resolve('/here/cache/prefixes'),
      config: resolve('/here/config.json'),
      keys: resolve('/here/keys.json'),
      running: resolve('/here/running.json'),
    });
    const moved = homePaths({ VX11_HOME: '/here', DATABASE_PATH: '/there/x.db' });
    expect(moved).toMatchObject({
      database: resolve('/there/x.db'),
      keys: resolve('/here/keys.json'),
      running: resolve('/here/running.json'),
    });
    expect(homePaths({ VX11_HOME: '/here', DATABASE_PATH: '' }).database).toBe(
      resolve('/here/vx11.db'),
    );
  });

  test('is made once, closed to other users, and kept when it is there', () => {
    const paths = homePaths({ VX11_HOME: join(folder, 'deep', 'home') });
    createHome(paths);
    writeFileSync(paths.config, '{}');
    createHome(paths);
    for (const made of [paths.home, paths.models, paths.logs]) {
      expect(statSync(made).isDirectory()).toBe(true);
      if (process.platform !== 'win32') expect(statSync(made).mode & 0o777).toBe(0o700);
    }
    expect(statSync(paths.config).size).toBe(2);
  });

  test('of the operator’s own making keeps its rights', () => {
    const paths = homePaths({ VX11_HOME: join(folder, 'shared') });
    mkdirSync(paths.home, { mode: 0o750 });
    createHome(paths);
    if (process.platform !== 'win32') expect(statSync(paths.home).mode & 0o777).toBe(0o750);
  });
});
