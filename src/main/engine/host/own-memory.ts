import { readFile } from 'node:fs/promises';
import type { FromHost } from '../protocol.ts';

/**
 * What this process holds, by the kernel's own counters. Not smaps_rollup: that walks all pages and
 * stops the computing threads meanwhile.
 * @returns null where the system does not tell its own memory from mapped files
 */
export async function ownMemory(): Promise<Extract<FromHost, { type: 'memory' }> | null> {
  if (process.platform !== 'linux') return null;
  const status = await readFile('/proc/self/status', 'utf8');
  const counter = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return {
    type: 'memory',
    anonymous_bytes: counter('RssAnon') + counter('VmSwap'),
    mapped_bytes: counter('RssFile'),
  };
}
