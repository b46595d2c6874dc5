import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path/posix';
import { type Bytes, bytes } from '../../shared/domain/units.ts';

/** `MemAvailable` of /proc/meminfo: free, plus what the page cache would give back. */
export function parseMemAvailable(meminfo: string): Bytes | null {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kib === undefined ? null : bytes(Number(kib) * 1024);
}

/** Folders with a limit for this process, from /proc/self/cgroup, innermost first. */
export function cgroupFolders(cgroup: string): string[] {
  const own = /^0::(\/.*)$/m.exec(cgroup)?.[1];
  if (own === undefined) return [];
  const folders: string[] = [];
  for (let path = own; ; path = join(path, '..')) {
    folders.push(join('/sys/fs/cgroup', path));
    if (path === '/') return folders;
  }
}

/**
 * What is left under the limit of one cgroup (version 2). Its page cache can be given back, so it
 * does not count as used. Null without a limit.
 */
export function parseCgroupRoom(max: string, current: string, stat: string): Bytes | null {
  const limit = Number(max.trim());
  if (!Number.isFinite(limit)) return null;
  const cache = Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
  return bytes(Math.max(0, limit - Number(current.trim()) + cache));
}

/** Memory a new process could take without the system swapping or killing. */
export function availableMemory(): Bytes {
  if (process.platform !== 'linux') return bytes(freemem());
  const system = parseMemAvailable(textOf('/proc/meminfo') ?? '') ?? bytes(freemem());
  const limits = cgroupFolders(textOf('/proc/self/cgroup') ?? '').map(roomOf);
  return limits.reduce<Bytes>(
    (least, room) => (room !== null && room < least ? room : least),
    system,
  );
}

function roomOf(folder: string): Bytes | null {
  const [max, current, stat] = ['memory.max', 'memory.current', 'memory.stat'].map((name) =>
    textOf(join(folder, name)),
  );
  return max === undefined || current === undefined
    ? null
    : parseCgroupRoom(max, current, stat ?? '');
}

/** These files are there or not, depending on the kernel and the container; both are normal. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
