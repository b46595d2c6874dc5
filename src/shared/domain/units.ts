import type { Brand } from './brand.ts';

export type Bytes = Brand<number, 'Bytes'>;
export type Milliseconds = Brand<number, 'Milliseconds'>;
/** Milliseconds since 1970-01-01 UTC. */
export type EpochMs = Brand<number, 'EpochMs'>;

export const bytes = (value: number): Bytes => value as Bytes;
export const milliseconds = (value: number): Milliseconds => value as Milliseconds;
export const seconds = (value: number): Milliseconds => milliseconds(value * 1000);
export const epochMs = (value: number): EpochMs => value as EpochMs;

/** 1234567 → "1.2 MB", decimal units, for messages to people. */
export function formatBytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let step = 0;
  // From 999.95 on, one decimal would read as 1000.0 of the smaller unit.
  while (step < units.length - 1 && scaled >= (step === 0 ? 1000 : 999.95)) {
    scaled /= 1000;
    step += 1;
  }
  return `${step === 0 ? scaled : scaled.toFixed(1)} ${units[step]}`;
}
