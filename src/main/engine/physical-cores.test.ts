import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { countCores, guessCores, parseCpuList, physicalCores } from './physical-cores.ts';

const cpu = (processor: number, socket?: number, core?: number): string =>
  core === undefined
    ? `processor\t: ${processor}\nBogoMIPS\t: 50.00\n`
    : `processor\t: ${processor}\nphysical id\t: ${socket}\ncore id\t\t: ${core}\ncpu cores\t: 2\n`;

test.for([
  ['0-3', [0, 1, 2, 3]],
  ['0,2-3,8', [0, 2, 3, 8]],
  ['5', [5]],
  ['', []],
] as const)('the list %s means these processors', ([list, expected]) => {
  expect([...parseCpuList(list)]).toEqual(expected);
});

const hyperThreaded = [cpu(0, 0, 0), cpu(1, 0, 1), cpu(2, 0, 0), cpu(3, 0, 1)].join('\n');
const twoSockets = [cpu(0, 0, 0), cpu(1, 0, 1), cpu(2, 1, 0), cpu(3, 1, 1)].join('\n');
const arm = [cpu(0), cpu(1), cpu(2)].join('\n');

test.for([
  ['two threads of a core are one', hyperThreaded, '0-3', 2],
  ['a core counts when one of its threads is allowed', hyperThreaded, '2-3', 2],
  ['a core counts once however it is allowed', hyperThreaded, '0,2', 1],
  ['equal core numbers on two sockets are two', twoSockets, '0-3', 4],
  ['without core numbers every processor is one', arm, '0-2', 3],
  ['what is not allowed does not count', arm, '1', 1],
  ['nothing readable is nothing', '', '0-3', 0],
] as const)('%s', ([, cpuinfo, allowed, cores]) => {
  expect(countCores(cpuinfo, parseCpuList(allowed))).toBe(cores);
});

test.for([
  [8, 'x64', 4],
  [1, 'x64', 1],
  [8, 'arm64', 8],
] as const)('%i logical processors of %s are guessed to be %i cores', ([logical, arch, cores]) => {
  expect(guessCores(logical, arch)).toBe(cores);
});

test('this machine has at least one core and no more than processors', () => {
  expect(physicalCores()).toBeGreaterThanOrEqual(1);
  expect(physicalCores()).toBeLessThanOrEqual(availableParallelism());
});
