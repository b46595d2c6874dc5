import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ChildProcessAdapter } from '../src/main/core/children/child-process-adapter.ts';
import { startNodeProcesses } from '../src/main/core/children/node-processes.ts';
import { HOST_MODULE } from '../src/main/engine/testing/real-engine.ts';
import type { Isolation } from '../src/shared/domain/isolation.ts';
import { childrenOf } from './child-processes.ts';
import { type Outcome, type Report, tryMutants } from './mutated-files.ts';

export interface GgufOptions {
  readonly seed?: number;
  readonly count?: number;
  readonly only?: number;
  /** Default: one after the other. */
  readonly isolation?: Isolation['kind'];
}

/** Of all files, at least this part must get past the gate, or the engine was not tested. */
const LEAST_REACHED = 0.2;
/** A file is worth a line of its own when it takes longer than this. */
const SLOW_S = 10;
/** The gate runs in the product's own process, beside everything else. */
const MOST_BLOCKED_S = 5;

const PROGRESS_EVERY = 100;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const KINDS: readonly Isolation['kind'][] = ['process', 'bubblewrap'];

/** The same files with each kind of isolation, or the one that is wanted. */
export async function proveGguf({ isolation, ...options }: GgufOptions = {}): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'vx11-proof-'));
  for (const setting of KINDS) {
    if (isolation !== undefined && isolation !== setting) continue;
    const processes = await startNodeProcesses({
      // Only when it is demanded is it a failure that there is no sandbox.
      setting: isolation ?? (setting === 'process' ? 'process' : 'auto'),
      searchPath: process.env['PATH'] ?? '',
      hostModule: HOST_MODULE,
      home,
      models: join(home, 'models'),
      linked: () => [],
    });
    const { kind, detail } = processes.isolation;
    say(`\nisolation: ${setting}${kind === setting ? '' : ` is left out. ${detail}`}`);
    if (kind === setting) await proveWith(processes.adapter, options);
  }
  rmSync(home, { recursive: true });
}

/** Damaged files: each refused with a code, or loaded and answering, or ended with a coded error. */
async function proveWith(
  adapter: ChildProcessAdapter,
  { seed = 1, count = 1000, only }: GgufOptions,
): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const start = performance.now();
  let done = 0;
  delay.enable();
  const report = await tryMutants({
    seed,
    count,
    soundFirst: true,
    adapter,
    ...(only !== undefined && { only }),
    onOutcome: (outcome) => {
      show(outcome);
      done += 1;
      if (done % PROGRESS_EVERY === 0) say(`${done} files`);
    },
  });
  delay.disable();
  const left = process.platform === 'linux' ? childrenOf(process.pid) : [];
  const blocked = delay.max / 1e9;
  say(
    `\n${report.outcomes.length} files of seed ${seed} in ${seconds((performance.now() - start) / 1000)}`,
  );
  tell(report);
  say(`children ran ${placeOf(report.walls)}`);
  say(`longest stop of the main process's event loop: ${blocked.toFixed(2)} s`);
  say(`processes left: ${left.length}`);
  const faults = [
    report.reached < LEAST_REACHED * count &&
      only === undefined &&
      'too few files reached the engine',
    blocked > MOST_BLOCKED_S && 'the main process was blocked',
    left.length > 0 && `processes were left: ${left.join(', ')}`,
  ].filter((fault) => typeof fault === 'string');
  for (const fault of faults) say(`FAILED: ${fault}`);
  if (faults.length > 0) process.exit(1);
}

function show({ index, mutation, what, fate, seconds: took }: Outcome): void {
  if (fate.kind === 'refused' || fate.kind === 'answered') {
    if (took > SLOW_S) say(`${index} took ${seconds(took)}: ${mutation}: ${what}`);
    return;
  }
  say(`${index} ${fate.kind} ${fate.code}: ${mutation}: ${what}\n    ${fate.why}`);
}

function tell({ outcomes, reached }: Report): void {
  const kinds = Object.groupBy(outcomes, ({ fate }) =>
    fate.kind === 'answered' ? 'answered' : `${fate.kind} ${fate.code}`,
  );
  for (const [kind, all = []] of Object.entries(kinds)) say(`${kind}: ${all.length}`);
  const slowest = Math.max(...outcomes.map(({ seconds: took }) => took));
  say(`accepted and given to a process: ${reached}; slowest file: ${seconds(slowest)}`);
  const crashed = outcomes.filter(({ fate }) => fate.kind === 'crashed').length;
  say(`children that crashed, each a hole in the gate: ${crashed}`);
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;

function placeOf(walls: Report['walls']): string {
  if (walls === null) return 'nowhere';
  if (walls.length > 0) return `behind walls: ${walls.join(', ')}`;
  return 'in processes of their own with no sandbox (no namespaces, no system call filter)';
}
