import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median, print } from './report.ts';

const ROUNDS = 7;
const ENTRY = join(import.meta.dirname, '../out/main/headless.js');

interface Round {
  readonly seconds: number;
  /** Proportional set size would be fairer still, but needs rights; this counts shared pages too. */
  readonly residentBytes: number;
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

async function round(home: string): Promise<Round> {
  const started = performance.now();
  const child = spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env['PATH'], VX11_HOME: home, VX11_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /answers at (http:\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    const { ok } = await fetch(`${url}/health`);
    if (!ok) throw new Error('/health refused');
    const seconds = (performance.now() - started) / 1000;
    const result = { seconds, residentBytes: residentBytes(child.pid ?? 0) };
    child.kill('SIGTERM');
    await once(child, 'exit');
    return result;
  }
  throw new Error('The product ended before it was ready.');
}

/** Headless start to a first answered request, and memory then, with no model loaded. */
export async function benchStart(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'vx11-bench-'));
  await round(home); // The first start makes the home; users start it many times after.
  const rounds: Round[] = [];
  for (let index = 0; index < ROUNDS; index += 1) rounds.push(await round(home));
  rmSync(home, { recursive: true });
  const seconds = median(rounds.map((one) => one.seconds));
  const megabytes = median(rounds.map((one) => one.residentBytes)) / 1e6;
  print([
    ['headless start to /health, median', `${seconds.toFixed(2)} s`, '≤ 0.5 s'],
    ['idle memory of the main process, median', `${megabytes.toFixed(0)} MB`, '≤ 150 MB'],
  ]);
}
