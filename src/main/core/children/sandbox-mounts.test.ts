import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { mountArguments, namedLibraries, programMounts, readable } from './sandbox-mounts.ts';

const folder = temporaryFolder();

test('a folder is mounted before what is in it, whatever the order they were named in', () => {
  const mounts = [
    readable('/opt/vx11/home/models'),
    readable('/opt/vx11/app/out'),
    { path: '/opt/vx11', as: 'empty' },
    { path: '/tmp', as: 'empty' },
  ] as const;
  expect(mountArguments(mounts).join(' ')).toBe(
    '--tmpfs /opt/vx11 --ro-bind-try /opt/vx11/app/out /opt/vx11/app/out ' +
      '--ro-bind-try /opt/vx11/home/models /opt/vx11/home/models --tmpfs /tmp',
  );
});

test('of a package, its own part and what it can import are shown, and nothing beside', () => {
  const root = join(folder, 'root/package');
  mkdirSync(join(root, 'out/main'), { recursive: true });
  mkdirSync(join(root, 'node_modules'));
  mkdirSync(join(folder, 'root/node_modules'));
  writeFileSync(join(root, 'package.json'), '{}');
  expect(
    programMounts('/bin/node', join(root, 'out/main/host.js')).map(({ path }) => path),
  ).toEqual([
    '/bin/node',
    join(root, 'package.json'),
    join(root, 'out'),
    join(root, 'node_modules'),
    join(folder, 'root/node_modules'),
  ]);
});

test('of a module outside any package, it alone is shown', () => {
  const module = join(folder, 'alone.mjs');
  expect(programMounts('/bin/node', module)).toEqual([readable('/bin/node'), readable(module)]);
});

test('libraries that the operator names are shown, but not wherever the server was started', () => {
  const environment = { LD_LIBRARY_PATH: '/opt/a:.::/opt/b', PATH: '/secret' };
  expect(namedLibraries(environment)).toEqual([readable('/opt/a'), readable('/opt/b')]);
});
