import * as z from 'zod';
import type { ModuleType } from './module.ts';

/** 0 runs first. */
export const PRIORITY_NAMES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export type PriorityName = (typeof PRIORITY_NAMES)[number];
export type PriorityLevel = 0 | 1 | 2 | 3;

/** The older modules' names, in the same order; `GET /status` counts by them. */
export const PRIORITY_CLASSES = [
  'SYSTEM_CRITICAL',
  'USER_INTERACTIVE',
  'BATCH_PROCESSING',
  'BACKGROUND',
] as const;
export type PriorityClass = (typeof PRIORITY_CLASSES)[number];

export const PRIORITY_LEVELS = [0, 1, 2, 3] as const satisfies readonly PriorityLevel[];

export function priorityName(level: PriorityLevel): PriorityName {
  return PRIORITY_NAMES[level];
}

/** Accepts either set of names (any case) and the numbers 0–3, as number or text. */
export function parsePriority(value: string | number): PriorityLevel | undefined {
  const text = String(value).trim().toUpperCase();
  return PRIORITY_LEVELS.find(
    (level) =>
      text === String(level) || text === PRIORITY_NAMES[level] || text === PRIORITY_CLASSES[level],
  );
}

export const priorityNameSchema = z.enum(PRIORITY_NAMES);

/** On input: any accepted spelling. It stays as sent; `parsePriority` reads it. */
export const priorityInputSchema = z
  .union([z.string(), z.number()])
  .refine((value) => parsePriority(value) !== undefined, {
    message: `use one of ${[...PRIORITY_NAMES, ...PRIORITY_CLASSES].join(', ')} or 0 to 3`,
  })
  .describe('CRITICAL, HIGH, MEDIUM, LOW (or the older class names, or 0 to 3)');

/** Who the caller is decides where it starts (DESIGN §4). */
export function defaultPriority(moduleType: ModuleType): PriorityLevel {
  switch (moduleType) {
    case 'MADRE':
    case 'REINA':
    case 'HORMIGUERO':
      return 0;
    case 'TENTACULO_LINK':
    case 'OPERATOR':
      return 1;
    case 'HERMES':
    case 'MANIFESTATOR':
    case 'SPAWNER':
    case 'UNKNOWN':
      return 2;
    case 'SHUB':
    case 'HIJA':
      return 3;
  }
}
