import { expect, test } from 'vitest';
import {
  availableMemory,
  cgroupFolders,
  parseCgroupRoom,
  parseMemAvailable,
} from './available-memory.ts';

test('reads what the kernel says is available', () => {
  const meminfo = 'MemTotal:       2000 kB\nMemFree:         100 kB\nMemAvailable:    1500 kB\n';
  expect(parseMemAvailable(meminfo)).toBe(1500 * 1024);
  expect(parseMemAvailable('MemTotal: 2000 kB\n')).toBeNull();
});

test.for([
  ['a limit leaves what is not used', '1000\n', '300\n', '', 700],
  ['page cache can be given back', '1000\n', '900\n', 'anon 1\ninactive_file 500\n', 600],
  ['over the limit there is nothing', '1000\n', '1200\n', '', 0],
  ['"max" is no limit', 'max\n', '300\n', '', null],
] as const)('%s', ([, max, current, stat, room]) => {
  expect(parseCgroupRoom(max, current, stat)).toBe(room);
});

test('every cgroup around the process can have a limit', () => {
  expect(cgroupFolders('4:memory:/old\n0::/user.slice/app.scope\n')).toEqual([
    '/sys/fs/cgroup/user.slice/app.scope',
    '/sys/fs/cgroup/user.slice',
    '/sys/fs/cgroup/',
  ]);
  expect(cgroupFolders('4:memory:/old\n')).toEqual([]);
});

test('this machine has some memory left', () => {
  expect(availableMemory()).toBeGreaterThan(1_000_000);
});
