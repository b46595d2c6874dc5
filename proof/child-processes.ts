import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Children of a process, zombies too (Linux: every thread has a list of those it started). */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

/** Which walls stand between two processes, as Linux sees it; none of the names: just a process. */
export function wallsAround(pid: number): readonly string[] {
  const walls = ['user', 'mnt', 'pid', 'net', 'ipc'].filter(
    (kind) => readlinkSync(`/proc/${pid}/ns/${kind}`) !== readlinkSync(`/proc/self/ns/${kind}`),
  );
  const filters = (of: number | 'self'): string =>
    /^Seccomp_filters:\s+(\d+)/m.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? '0';
  return filters(pid) === filters('self') ? walls : [...walls, 'seccomp'];
}

/** A process for certain: numbers are given out again, start times are not. */
export interface Seen {
  readonly pid: number;
  readonly started: string;
}

/** Field 3, the state (`Z`: ended and not collected), and field 22 of /proc/…/stat; null: gone. */
function statOf(pid: number): { readonly state: string; readonly started: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 may hold spaces and brackets.
    const [state = '', ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, started: others[18] ?? '' };
  } catch {
    return null;
  }
}

/** null: already gone. */
export function seen(pid: number): Seen | null {
  const stat = statOf(pid);
  return stat === null ? null : { pid, started: stat.started };
}

export const isThere = ({ pid, started }: Seen): boolean => statOf(pid)?.started === started;

export const isZombie = (pid: number): boolean => statOf(pid)?.state === 'Z';

/** The process's own children, and theirs. */
export function descendantsOf(pid: number): readonly number[] {
  try {
    return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return []; // It left meanwhile.
  }
}

/** Those that hold models, without the bubblewraps around them. */
export function modelProcessesOf(product: number): readonly number[] {
  return descendantsOf(product).filter((pid) => nameOf(pid) !== 'bwrap');
}

/** null: already gone. */
function nameOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
}

/** Names of the GGUF files it has mapped. */
export function modelsMappedBy(pid: number): readonly string[] {
  try {
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
    return [...new Set([...maps.matchAll(/\/([^/\n]+)\.gguf$/gm)].map(([, name = '']) => name))];
  } catch {
    return [];
  }
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
