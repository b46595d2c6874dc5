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
