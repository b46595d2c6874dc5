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
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** step;
  return `${step === 0 ? scaled : scaled.toFixed(1)} ${units[step]}`;
}
