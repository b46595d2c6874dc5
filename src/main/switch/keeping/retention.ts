import {
  type EpochMs,
  epochMs,
  type Milliseconds,
  milliseconds,
} from '../../../shared/domain/units.ts';
import type { Clock, FinishedQuery, RetentionStorePort } from '../ports.ts';
import {
  contentLifetime,
  forgottenBefore,
  hasYoungKey,
  isMeant,
  type Range,
  type RetentionPolicy,
} from './retention-rules.ts';

export interface RetentionParts {
  readonly store: RetentionStorePort;
  /** Keeps small values beyond the life of this process. */
  readonly memory: { get(key: string): unknown; set(key: string, value: unknown): void };
  readonly clock: Clock;
  readonly log: { warn(facts: object, message: string): void };
  readonly policy: RetentionPolicy;
}

/** How many finished queries a purge meant. */
export interface PurgeCount {
  /** Nothing is left of them. */
  readonly forgotten: number;
  /** Their idempotency key is younger than a day: only their content is gone. */
  readonly wiped: number;
}

const LAST_RUN = 'retention.last_run';
const HOUR = milliseconds(60 * 60 * 1000);
const MINUTE = milliseconds(60 * 1000);
/** Finished queries looked at in one step. */
const PAGE = 200;
/** The history is cut after this many more queries, so that a busy hour does not fill the disk. */
const CUT_EVERY = 25;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Keeps what was asked and answered only as long as the policy says, without holding anybody up. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #lifetime: Milliseconds | null;
  /** One after the other: two that walk the same queries would count them twice. */
  #work: Promise<unknown> = Promise.resolve();
  #sinceCut = 0;
  /** How far the history has been cut since the last run: only young keys are left before it. */
  #cutUpTo: FinishedQuery | null = null;
  #stopping = false;
  #callOff: (() => void) | undefined;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#lifetime = contentLifetime(parts.policy.storeContent);
  }

  /** Seconds that an answer stays readable; null when as long as its query is remembered. */
  get answerKeptSeconds(): number | null {
    return this.#lifetime === null ? null : this.#lifetime / 1000;
  }

  /** From now on the policy is enforced; a run that came due while the product was off, at once. */
  start(): void {
    const last = Number(this.#parts.memory.get(LAST_RUN) ?? 0);
    const passed = Math.max(0, this.#parts.clock.now() - last);
    this.#runAfter(milliseconds(Math.max(0, this.#interval - passed)));
  }

  /** Told of every query that was accepted. */
  accepted(): void {
    this.#sinceCut += 1;
    if (this.#sinceCut < CUT_EVERY) return;
    this.#sinceCut = 0;
    this.#inBackground(() => this.#cutHistory());
  }

  /** Counts the finished queries that a purge would take away. */
  preview(range: Range): Promise<PurgeCount> {
    return this.#walk(range, () => Promise.resolve());
  }

  /** Takes finished queries away, from the database's files, too. */
  purge(range: Range): Promise<PurgeCount> {
    return this.#queue(async () => {
      const { store } = this.#parts;
      const count = await this.#walk(range, async (forget, wipe) => {
        await this.#finish(forget, (some) => store.forget(some));
        await this.#finish(wipe, (some) => store.wipe(some));
      });
      await this.#giveBack();
      store.scrub();
      return count;
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#callOff?.();
    await this.#work;
  }

  get #interval(): Milliseconds {
    return this.#lifetime === null ? HOUR : MINUTE;
  }

  #runAfter(delay: Milliseconds): void {
    this.#callOff = this.#parts.clock.after(delay, () => this.#inBackground(() => this.#run()));
  }

  async #run(): Promise<void> {
    const { clock, memory, store } = this.#parts;
    try {
      if (this.#lifetime !== null) await this.#wipeBefore(epochMs(clock.now() - this.#lifetime));
      this.#cutUpTo = null; // Of the keys left then, some are old by now.
      await this.#cutHistory();
      store.scrub();
      if (!this.#stopping) memory.set(LAST_RUN, clock.now());
    } finally {
      if (!this.#stopping) this.#runAfter(this.#interval);
    }
  }

  async #wipeBefore(before: EpochMs): Promise<void> {
    const { store } = this.#parts;
    while (!this.#stopping) {
      const found = store.withContent(before, PAGE);
      if (found.length === 0) return;
      await store.wipe(found);
    }
  }

  async #cutHistory(): Promise<void> {
    const { clock, policy, store } = this.#parts;
    const before = forgottenBefore(policy, store.historyEnd(policy.keep), clock.now());
    for await (const page of this.#pages({ before }, this.#cutUpTo)) {
      const old = page.filter((query) => !hasYoungKey(query, clock.now()));
      await this.#finish(old, (some) => store.forget(some));
      this.#cutUpTo = page.at(-1) ?? null;
    }
    await this.#giveBack();
  }

  /** A young key is told apart, so that it can be kept. */
  async #walk(
    range: Range,
    visit: (old: readonly FinishedQuery[], young: readonly FinishedQuery[]) => Promise<void>,
  ): Promise<PurgeCount> {
    const { clock } = this.#parts;
    let forgotten = 0;
    let wiped = 0;
    for await (const page of this.#pages(range)) {
      const meant = page.filter((query) => isMeant(query, range));
      const young = meant.filter((query) => hasYoungKey(query, clock.now()));
      const old = meant.filter((query) => !young.includes(query));
      const readable = young.filter(({ has_content }) => has_content);
      await visit(old, readable);
      forgotten += old.length;
      wiped += readable.length;
    }
    return { forgotten, wiped };
  }

  /** What ended in a range, from behind `after` on; between two pages others have their turn. */
  async *#pages(
    { before }: Range,
    after: FinishedQuery | null = null,
  ): AsyncGenerator<readonly FinishedQuery[], void> {
    for (let last = after; !this.#stopping; await nextTurn()) {
      const page: readonly FinishedQuery[] = this.#parts.store.finishedAfter(last, before, PAGE);
      if (page.length === 0) return;
      yield page;
      last = page.at(-1) ?? last;
    }
  }

  /** Repeats a step that does a part of the list until all is done. */
  async #finish(
    queries: readonly FinishedQuery[],
    step: (some: readonly FinishedQuery[]) => Promise<number>,
  ): Promise<void> {
    for (let rest = queries; rest.length > 0 && !this.#stopping; ) {
      rest = rest.slice(await step(rest));
    }
  }

  async #giveBack(): Promise<void> {
    while (!this.#stopping && (await this.#parts.store.trim())) await nextTurn();
  }

  #queue<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(task);
    this.#work = result.catch(() => undefined); // Whoever asked hears of it; the next goes on.
    return result;
  }

  #inBackground(task: () => Promise<void>): void {
    this.#queue(task).catch((caught: unknown) => {
      this.#parts.log.warn({ err: caught }, 'old queries could not be taken away');
    });
  }
}
