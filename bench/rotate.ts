import { SeededRandom } from '../scripts/gguf/random.ts';
import { ArrivalRate } from '../src/main/switch/predicting/arrival-rate.ts';
import { withinWindow } from '../src/main/switch/predicting/forecast.ts';
import { SequencePredictor } from '../src/main/switch/predicting/sequence-predictor.ts';
import { BASELINES, type GuesserName, hitRates } from '../src/main/switch/testing/guessers.ts';
import { TRACES, type TraceStep, trace } from '../src/main/switch/testing/query-traces.ts';
import { SPECIALTIES } from '../src/shared/domain/specialty.ts';
import { epochMs, seconds } from '../src/shared/domain/units.ts';
import { median } from './report.ts';
import { benchWarming } from './warming.ts';

const SIZES = [3, SPECIALTIES.length];
const LENGTH = 5000;
/** Others than those that the predictor was made with. */
const SEEDS = Array.from({ length: 10 }, (_, index) => 101 + index);
/** How far below the best of the plain guesses the predictor may be, in points. */
const ALLOWED = 2;
const WINDOW = seconds(30);
/** Queries in the window, where times matter. */
const EXPECTED = 3;

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** Over all seeds, and by how much the worst one was above or below the best plain guess. */
function summary(rates: readonly Readonly<Record<GuesserName, number>>[]) {
  const of = (name: GuesserName): number => mean(rates.map((one) => one[name]));
  const ahead = (one: (name: GuesserName) => number): number =>
    one('ours') - Math.max(...BASELINES.map(one));
  const worst = Math.min(...rates.map((rate) => ahead((name) => rate[name])));
  return { of, ahead: ahead(of), worst };
}

/** @returns whether the rule held */
function benchHits(): boolean {
  const heads = ['ours', 'last ten', 'as last', 'chain', 'possible', 'ahead', 'worst seed'];
  process.stdout.write(`${'hits in percent'.padEnd(34)}${line(heads)}\n`);
  let held = true;
  for (const size of SIZES) {
    for (const kind of TRACES) {
      const rates = SEEDS.map((seed) => hitRates(trace(kind, { seed, size, length: LENGTH })));
      const { of, ahead, worst } = summary(rates);
      const values = [...(['ours', ...BASELINES, 'oracle'] as const).map(of), ahead, worst];
      const what = `${kind.name}, ${size} types`.padEnd(34);
      process.stdout.write(`${what}${line(values.map((value) => value.toFixed(1)))}\n`);
      if (ahead < -ALLOWED) held = false;
    }
  }
  return held;
}

const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(11)).join('');

/** Microseconds per query of every trace: the median of the traces. */
function stepTime(size: number, use: (predictor: SequencePredictor) => void): number {
  const times = TRACES.map((kind) => {
    const steps = trace(kind, { seed: 7, size, length: LENGTH });
    const predictor = new SequencePredictor<string>([]);
    const started = performance.now();
    for (const { symbol } of steps) {
      predictor.observe(symbol);
      use(predictor);
    }
    return ((performance.now() - started) * 1000) / steps.length;
  });
  return median(times);
}

function benchTime(): void {
  for (const size of SIZES) {
    const next = stepTime(size, (predictor) => predictor.next());
    const window = stepTime(size, (predictor) => withinWindow(predictor.outlook(), EXPECTED));
    process.stdout.write(`${size} types: learn one and foretell the next ${next.toFixed(1)} µs, `);
    process.stdout.write(`the window ${window.toFixed(1)} µs\n`);
  }
}

/** What was said of the next 30 s, and whether it came. */
interface Told {
  readonly said: number;
  readonly came: boolean;
}

/** Queries of a trace at the times of a Poisson process; after each, every type is foretold. */
function foretell(steps: readonly TraceStep[], seed: number): readonly Told[] {
  const random = new SeededRandom(seed);
  let time = 0;
  const timed = steps.map(({ symbol }) => {
    time -= (Math.log(1 - random.uniform()) * WINDOW) / EXPECTED;
    return { symbol, at: epochMs(Math.round(time)) };
  });
  const predictor = new SequencePredictor<string>([]);
  const rate = new ArrivalRate();
  return timed.flatMap(({ symbol, at }, index) => {
    predictor.observe(symbol);
    rate.observe(at);
    const coming = new Set<string>();
    for (let next = index + 1; (timed[next]?.at ?? Infinity) <= at + WINDOW; next += 1) {
      coming.add(timed[next]?.symbol ?? '');
    }
    const foretold = withinWindow(predictor.outlook(), rate.expected(WINDOW, at));
    return [...foretold].map(([kind, said]) => ({ said, came: coming.has(kind) }));
  });
}

function benchWindow(): void {
  const told = TRACES.flatMap((kind) =>
    foretell(trace(kind, { seed: 7, size: SPECIALTIES.length, length: LENGTH }), 8),
  );
  process.stdout.write('\nasked within 30 s      foretold       came      times\n');
  for (let from = 0; from < 1; from += 0.2) {
    const those = told.filter(({ said }) => said >= from && (said < from + 0.2 || from >= 0.8));
    const said = 100 * mean(those.map((one) => one.said));
    const came = 100 * mean(those.map((one) => Number(one.came)));
    const range = `${Math.round(100 * from)} to ${Math.round(100 * from + 20)} %`;
    process.stdout.write(`${range.padEnd(20)}${said.toFixed(0).padStart(9)} %`);
    process.stdout.write(`${came.toFixed(0).padStart(9)} %${String(those.length).padStart(11)}\n`);
  }
}

/** `npm run bench -- rotate`: how well the next query's type is foretold, and what that is worth. */
export async function benchRotate(): Promise<void> {
  const held = benchHits();
  process.stdout.write(`never more than ${ALLOWED} points behind: ${held ? 'held' : 'BROKEN'}\n\n`);
  benchTime();
  benchWindow();
  await benchWarming();
  if (!held) process.exitCode = 1;
}
