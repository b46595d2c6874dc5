import { describe, expect, test } from 'vitest';
import { MODULE_TYPES, type ModuleType, moduleTypeOfId, parseModuleType } from './module.ts';
import {
  defaultPriority,
  type PriorityLevel,
  parsePriority,
  priorityInputSchema,
  priorityName,
} from './priority.ts';

const PRIORITIES: readonly (readonly [string | number, PriorityLevel | undefined])[] = [
  ['CRITICAL', 0],
  ['HIGH', 1],
  ['MEDIUM', 2],
  ['LOW', 3],
  ['critical', 0],
  [' Low ', 3],
  ['SYSTEM_CRITICAL', 0],
  ['USER_INTERACTIVE', 1],
  ['BATCH_PROCESSING', 2],
  ['background', 3],
  [0, 0],
  [3, 3],
  ['0', 0],
  [' 2 ', 2],
  [-0, 0],
  [4, undefined],
  [-1, undefined],
  [1.5, undefined],
  [Number.NaN, undefined],
  ['', undefined],
  ['1.0', undefined],
  ['urgent', undefined],
  ['USER INTERACTIVE', undefined],
  ['toString', undefined],
];
describe.for(PRIORITIES)('the priority %j', ([text, level]) => {
  test(`is level ${level}`, () => {
    expect(parsePriority(text)).toBe(level);
  });
  test('is taken in a request exactly when it means something, and stays as sent', () => {
    const read = priorityInputSchema.safeParse(text);
    expect(read.success).toBe(level !== undefined);
    if (read.success) expect(read.data).toBe(text);
  });
});

test('each level has a name that leads back to it', () => {
  const levels: readonly PriorityLevel[] = [0, 1, 2, 3];
  expect(levels.map((level) => parsePriority(priorityName(level)))).toEqual(levels);
});

const DEFAULTS: Readonly<Record<ModuleType, PriorityLevel>> = {
  MADRE: 0,
  REINA: 0,
  HORMIGUERO: 0,
  TENTACULO_LINK: 1,
  OPERATOR: 1,
  HERMES: 2,
  MANIFESTATOR: 2,
  SPAWNER: 2,
  UNKNOWN: 2,
  SHUB: 3,
  HIJA: 3,
};
test.for(MODULE_TYPES)('%s starts at its own level', (type) => {
  expect(defaultPriority(type)).toBe(DEFAULTS[type]);
});

const TYPES: readonly (readonly [string, ModuleType | undefined])[] = [
  ...MODULE_TYPES.map((type) => [type, type] as const),
  ['operator', 'OPERATOR'],
  ['  Operator ', 'OPERATOR'],
  ['Tentáculo Link', 'TENTACULO_LINK'],
  ['tentaculo-link', 'TENTACULO_LINK'],
  ['tentaculo  link', 'TENTACULO_LINK'],
  ['shub-niggurath', 'SHUB'],
  ['Shub Niggurath', 'SHUB'],
  ['mcp', 'SPAWNER'],
  ['MCP/Spawner', 'SPAWNER'],
  ['', undefined],
  ['KING', undefined],
  ['hija-17', undefined],
  ['constructor', undefined],
];
test.for(TYPES)('the module type "%s" is %s', ([text, type]) => {
  expect(parseModuleType(text)).toBe(type);
});

const IDS: readonly (readonly [string, ModuleType])[] = [
  ['operator', 'OPERATOR'],
  ['hija-17', 'HIJA'],
  ['hija:17', 'HIJA'],
  ['hija/17', 'HIJA'],
  ['hija#17', 'HIJA'],
  ['shub:render', 'SHUB'],
  ['shub-niggurath', 'SHUB'],
  ['shub-niggurath:mix-2', 'SHUB'],
  ['tentaculo_link', 'TENTACULO_LINK'],
  ['tentaculo-link', 'TENTACULO_LINK'],
  ['tentaculo-link:7', 'TENTACULO_LINK'],
  ['tentaculo-link-7', 'TENTACULO_LINK'],
  ['mcp/spawner', 'SPAWNER'],
  ['MADRE', 'MADRE'],
  ['my-hija', 'UNKNOWN'],
  ['hijastra', 'UNKNOWN'],
  ['-hija', 'UNKNOWN'],
  ['', 'UNKNOWN'],
];
test.for(IDS)('the module "%s" is of type %s', ([id, type]) => {
  expect(moduleTypeOfId(id)).toBe(type);
});
