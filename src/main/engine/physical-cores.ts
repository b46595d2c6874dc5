import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** `Cpus_allowed_list` of /proc/self/status, "0-3,8" → {0, 1, 2, 3, 8}. */
export function parseCpuList(list: string): Set<number> {
  const cpus = new Set<number>();
  for (const part of list.split(',')) {
    const [first, last] = part.split('-').map((text) => Number.parseInt(text, 10));
    if (first === undefined || Number.isNaN(first)) continue;
    for (let cpu = first; cpu <= (last ?? first); cpu += 1) cpus.add(cpu);
  }
  return cpus;
}

/**
 * Distinct cores of /proc/cpuinfo among the allowed logical processors. ARM and some virtual
 * machines name no cores; there every processor counts as one. 0 when nothing can be read.
 */
export function countCores(cpuinfo: string, allowed: ReadonlySet<number>): number {
  const cores = new Set<string>();
  for (const block of cpuinfo.split(/\n\s*\n/)) {
    const processor = field(block, 'processor');
    if (processor === undefined || !allowed.has(Number(processor))) continue;
    const core = field(block, 'core id');
    cores.add(core === undefined ? `cpu ${processor}` : `${field(block, 'physical id')}/${core}`);
  }
  return cores.size;
}

function field(block: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:\\s*(.+)$`, 'm').exec(block)?.[1];
}

/** Where the system does not say: Apple's and other ARM chips have no hyper-threading, x86 has. */
export function guessCores(logical: number, architecture: string): number {
  return architecture === 'x64' ? Math.max(1, Math.ceil(logical / 2)) : logical;
}

/**
 * Cores this process may compute on, at least 1. The second thread of a core adds nothing to matrix
 * arithmetic and costs its partner a good deal. Affinity and CPU quotas of containers count.
 */
export function physicalCores(): number {
  const logical = availableParallelism();
  return Math.max(1, Math.min(logical, coresByLinux() || guessCores(logical, process.arch)));
}

/** 0 where there is no /proc. */
function coresByLinux(): number {
  if (process.platform !== 'linux') return 0;
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1] ?? '';
  return countCores(readFileSync('/proc/cpuinfo', 'utf8'), parseCpuList(list));
}
