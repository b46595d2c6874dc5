import { SeededRandom } from '../scripts/gguf/random.ts';
import { KINDS } from './crash/kinds.ts';
import type { Plant } from './crash/plant.ts';
import { Rounds } from './crash/rounds.ts';

export interface CrashOptions {
  readonly seed?: number;
  /** Kills of each kind. */
  readonly rounds?: number;
  /** Only this kind. */
  readonly kind?: string;
  /** A fault that is put into the files, to see that it is found. */
  readonly plant?: Plant;
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/**
 * Kills the product under load at moments of many kinds: whatever was acknowledged ends in exactly
 * one state, and no idempotency key succeeds twice.
 */
export async function proveCrash(options: CrashOptions = {}): Promise<void> {
  const { seed = 11, rounds = 11, kind: only, plant } = options;
  const kinds = Object.entries(KINDS).filter(([name]) => only === undefined || name === only);
  if (kinds.length === 0) throw new Error(`There is: ${Object.keys(KINDS).join(', ')}.`);
  const faults: string[] = [];
  say(
    'kind | kills | landed | acknowledged | unanswered: on record, not | by state | faults | seconds',
  );
  for (const [index, [name, kind]] of kinds.entries()) {
    const all = new Rounds(kind, new SeededRandom(seed + index));
    const start = performance.now();
    await all.run(rounds, plant);
    say(`${lineOf(name, all)} | ${Math.round((performance.now() - start) / 1000)}`);
    faults.push(...all.faults);
  }
  for (const fault of new Set(faults)) say(`FAILED: ${fault}`);
  if (faults.length > 0) process.exit(1);
}

function lineOf(name: string, { kills, landed, ledger, unanswered, faults }: Rounds): string {
  const states = Map.groupBy(ledger.claims.values(), ({ final }) => final?.state ?? 'unknown');
  const counts = [...states].map(([state, all]) => `${all.length} ${state}`).join(', ');
  const { committed, vanished } = unanswered;
  const columns = [kills, landed, ledger.claims.size, `${committed}, ${vanished}`, counts];
  return [name, ...columns, faults.length].join(' | ');
}
