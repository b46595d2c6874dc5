import { readFileSync } from 'node:fs';
import { Product } from '../../e2e/product.ts';
import type { SeededRandom } from '../../scripts/gguf/random.ts';
import { childrenOf, isZombie, seen } from '../child-processes.ts';
import type { Callers } from './callers.ts';
import type { Claim, Ledger } from './ledger.ts';
import { type Death, OnRecord } from './on-record.ts';

/** One life of the product, up to its death. */
export interface Scene {
  readonly product: Product;
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
  readonly callers: Callers;
  readonly random: SeededRandom;
  /** Of MADRE, with the scope admin. */
  readonly token: string;
  /** Waits until all that was acknowledged has ended. */
  readonly settle: () => Promise<void>;
  readonly kill: () => void;
}

/** Whether the kill met the moment it was meant for, from what the callers saw and the files say. */
type Landed = (death: Death) => boolean;

export interface Kind {
  readonly config: Readonly<Record<string, number>>;
  /** Brings the product to the moment, and kills it. */
  readonly aim: (scene: Scene) => Promise<Landed>;
}

const AIM_MS = 10_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks as often as it can: the moments meant are milliseconds long. */
async function until(reached: () => boolean): Promise<void> {
  const end = performance.now() + AIM_MS;
  while (!reached() && performance.now() < end) await turn();
}

function after(ms: number): Promise<void> {
  const end = performance.now() + ms;
  return until(() => performance.now() >= end);
}

/** Waits for something to be on record, as seen over a connection of its own. */
async function untilOnRecord(home: string, reached: (record: OnRecord) => boolean): Promise<void> {
  const record = new OnRecord(home);
  await until(() => reached(record));
  record.close();
}

/** Bytes that the process has written so far, to files and connections. */
function written({ pid }: Product): number {
  return Number(/^wchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

const anytime: Kind = {
  config: {},
  async aim({ callers, random, kill }) {
    callers.startAll();
    await pause(20 + random.uniform() * 1500);
    kill();
    return ({ rows }) => rows.size > 0;
  },
};

/** A burst is sent, and the first answers are on their way or not. */
const beforeAnswer: Kind = {
  config: {},
  async aim({ callers, ledger, random, kill }) {
    callers.startAll();
    await pause(random.uniform() * 300);
    callers.burst(12, { max_tokens: 2 });
    await after(random.uniform() * 10);
    kill();
    return () => ledger.unanswered.size > 0;
  },
};

/** Large requests make a commit of hundreds of pages: it is met while its pages are written. */
const insideCommit: Kind = {
  config: {},
  async aim({ product, callers, random, kill }) {
    callers.startKeyed();
    await pause(random.uniform() * 100);
    const threshold = written(product) + 60_000 + random.uniform() * 1_500_000;
    callers.burst(2, { max_tokens: 2, metadata: { blob: 'x'.repeat(3_000_000) } });
    await until(() => written(product) > threshold);
    kill();
    return ({ torn }) => torn > 0;
  },
};

const midStream: Kind = {
  config: {},
  async aim({ callers, random, kill }) {
    callers.startAll();
    for (let streams = 0; streams < 2; streams += 1) callers.openStream({ max_tokens: 400 });
    await pause(random.uniform() * 300);
    await until(() => callers.writing > 0);
    kill();
    return () => callers.brokenOff > 0;
  },
};

/** More urgent queries take the places of others in a full queue. */
const eviction: Kind = {
  config: { queue_max_size: 12, parallel_answers: 1 },
  async aim({ home, callers, ledger, random, kill }) {
    callers.openStream({ max_tokens: 1900 });
    await until(() => callers.writing > 0);
    callers.burst(16, { priority: 'LOW', max_tokens: 10 });
    const known = ledger.claims.size;
    await until(() => ledger.claims.size >= known + 10);
    const full = new Set(ledger.open().map(({ id }) => id));
    callers.burst(12, { max_tokens: 10 });
    await untilOnRecord(home, (record) => [...full].some((id) => record.stateOf(id) === 'evicted'));
    await after(random.uniform() * 2);
    kill();
    // Some have given way, and not every newcomer had its answer.
    return ({ rows }) =>
      ledger.unanswered.size > 0 && [...full].some((id) => rows.get(id)?.state === 'evicted');
  },
};

const shutdown: Kind = {
  config: {},
  async aim({ product, callers, random, kill }) {
    callers.startAll();
    for (let streams = 0; streams < 4; streams += 1) callers.openStream({ max_tokens: 1900 });
    callers.burst(10, { max_tokens: 10 });
    await until(() => callers.writing > 0);
    product.signal('SIGTERM');
    await until(() => product.said.includes('finishing what runs'));
    await after(random.uniform() * 60);
    const alive = seen(product.pid) !== null && !isZombie(product.pid);
    kill();
    return () => alive;
  },
};

/** The only place is given to a CRITICAL query; the LOW one waits with half its answer. */
const putBack: Kind = {
  config: { parallel_answers: 1 },
  async aim({ product, home, callers, ledger, random, token, kill }) {
    const known = new Set(ledger.claims.keys());
    callers.openStream({ priority: 'LOW', max_tokens: 1500 });
    await until(() => callers.writing > 0);
    const low = [...ledger.claims.keys()].find((id) => !known.has(id)) ?? '';
    callers.startKeyed();
    const body = { query: 'ahora', max_tokens: 300 };
    callers.send(product.request('POST', '/queries', { body, token }), ({ status, body: said }) => {
      if (status === 202) ledger.acknowledged(String(Object(said).query_id));
    });
    await untilOnRecord(home, (record) => record.stateOf(low) !== 'running');
    await after(random.uniform() * 20);
    kill();
    // It had written, and is on record as waiting, without an attempt used up.
    return ({ rows }) => rows.get(low)?.state === 'queued' && rows.get(low)?.attempts === 0;
  },
};

const PRIORITIES = ['HIGH', 'LOW', 'MEDIUM'] as const;

/** Three operators move what waits, one after the other. */
const reorder: Kind = {
  config: { parallel_answers: 1 },
  async aim({ product, callers, ledger, random, token, kill }) {
    callers.openStream({ max_tokens: 1900 });
    await until(() => callers.writing > 0);
    const known = new Set(ledger.claims.keys());
    callers.burst(9, { max_tokens: 10 });
    await until(() => ledger.claims.size >= known.size + 9);
    const waiting = [...ledger.claims.values()].filter(({ id }) => !known.has(id));
    const operators = [0, 1, 2].map((index) => waiting.filter((_, place) => place % 3 === index));
    for (const theirs of operators) moveAround(theirs);
    await after(20 + random.uniform() * 130);
    kill();
    return () => waiting.some(({ moving }) => moving !== null);

    function moveAround(theirs: readonly Claim[], turns = 0): void {
      const claim = theirs[turns % theirs.length];
      if (claim === undefined) return;
      const priority = PRIORITIES[Math.floor(turns / theirs.length) % PRIORITIES.length] ?? 'HIGH';
      claim.moving = priority;
      const options = { body: { to: 'front', priority }, token };
      callers.send(product.request('PATCH', `/queries/${claim.id}`, options), ({ status }) => {
        claim.moving = null;
        if (status === 200) Object.assign(claim, { moves: claim.moves + 1, priority });
        if (status === 200) moveAround(theirs, turns + 1);
      });
    }
  },
};

const STOCK = 160;

/** Of what has ended, those with a young key lose their content, the others all. */
const purge: Kind = {
  config: {},
  async aim({ product, home, callers, ledger, random, token, settle, kill }) {
    const known = new Set(ledger.claims.keys());
    const ask = { deadline_ms: 1, metadata: { blob: 'x'.repeat(20_000) } };
    await callers.submitAll(STOCK, ask);
    callers.burst(STOCK / 2, ask);
    await until(() => ledger.unanswered.size === 0);
    await settle();
    ledger.purgeBegins();
    const stock = [...ledger.claims.keys()].filter((id) => !known.has(id));
    callers.startKeyed();
    callers.send(
      product.request('POST', '/queries/purge', { body: { all: true }, token }),
      () => {},
    );
    const watched = random.pick(stock.slice(0, STOCK));
    await untilOnRecord(home, (record) => !record.hasContent(watched));
    kill();
    return ({ rows }) => {
      const left = stock.filter((id) => rows.get(id)?.has_content === 1).length;
      return left > 0 && left < stock.length;
    };
  },
};

/** Killed with queries waiting, and once more while the next start takes them up. */
const nextStart: Kind = {
  config: {},
  async aim({ product, home, environment, callers, random, kill }) {
    callers.startAll();
    callers.burst(30, { max_tokens: 60 });
    await pause(100 + random.uniform() * 200);
    kill();
    await product.kill();
    const next = Product.start(home, environment);
    const ready = next.then(
      async (started) => started.kill().then(() => true),
      () => false,
    );
    const pid = childrenOf(process.pid).at(-1);
    await after(random.uniform() * 600);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    const wasReady = await ready;
    return ({ rows }) =>
      !wasReady &&
      [...rows.values()].some(({ state }) => state === 'queued' || state === 'running');
  },
};

export const KINDS: Readonly<Record<string, Kind>> = {
  anytime,
  'before the answer': beforeAnswer,
  'inside a commit': insideCommit,
  'mid-stream': midStream,
  eviction,
  shutdown,
  'put back': putBack,
  reorder,
  purge,
  'next start': nextStart,
};
