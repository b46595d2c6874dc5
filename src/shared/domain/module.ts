import * as z from 'zod';

/** The kinds of programs of the VX11 family. */
export const MODULE_TYPES = [
  'MADRE',
  'REINA',
  'HORMIGUERO',
  'TENTACULO_LINK',
  'OPERATOR',
  'HERMES',
  'MANIFESTATOR',
  'SPAWNER',
  'SHUB',
  'HIJA',
  'UNKNOWN',
] as const;
export type ModuleType = (typeof MODULE_TYPES)[number];

const isModuleType = (text: string): text is ModuleType =>
  MODULE_TYPES.some((known) => known === text);

/**
 * Reads a module type in any usual spelling ("Tentáculo Link", "tentaculo-link", "operator").
 * @returns undefined when no type has this name.
 */
export function parseModuleType(value: string): ModuleType | undefined {
  const plain = value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, '_');
  if (plain === 'SHUB_NIGGURATH') return 'SHUB';
  if (plain === 'MCP' || plain === 'MCP/SPAWNER') return 'SPAWNER';
  return isModuleType(plain) ? plain : undefined;
}

/** "hija-17" or "tentaculo-link:7" name their type before a separator; the longest name counts. */
export function moduleTypeOfId(moduleId: string): ModuleType {
  const ends = [...moduleId.matchAll(/[:/#-]/g)].map(({ index }) => index);
  return (
    [...ends, moduleId.length]
      .toReversed()
      .map((end) => parseModuleType(moduleId.slice(0, end)))
      .find((type) => type !== undefined) ?? 'UNKNOWN'
  );
}

export const moduleTypeSchema = z.enum(MODULE_TYPES);
