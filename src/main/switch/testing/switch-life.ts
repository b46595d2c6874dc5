import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type QueryId, queryId } from '../../../shared/domain/ids.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import { type PriorityLevel, parsePriority } from '../../../shared/domain/priority.ts';
import { type QueryEvent, terminalStateSchema } from '../../../shared/domain/query.ts';
import { bytes, milliseconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type HermesDB, openHermesDB } from '../../hermesdb/hermesdb.ts';
import type { Job } from '../job.ts';
import type { QueryCaller } from '../ports.ts';
import { Switch } from '../switch.ts';
import type { Step } from './life-steps.ts';
import { model } from './models.ts';
import { MADRE, ManualClock } from './switch-bench.ts';
import { WatchedEngine } from './watched-engine.ts';

const MODELS = [model('a'), model('b'), model('c')];
const QUEUE_LIMIT = 5;
const CALLERS: readonly QueryCaller[] = [
  MADRE,
  { ...MADRE, owner: 'token:shub', module_id: 'shub', module_type: 'SHUB' },
  { owner: 'anonymous', module_id: null, module_type: null, highest_priority: 2 },
];
/** Pauses of the breaker are shorter. */
const LONG_MS = 20_000;
const ROUNDS_TO_END = 300;

const anyone = (): boolean => true;

/** Somebody who follows a query. */
interface Reader {
  readonly id: QueryId;
  readonly leave: AbortController;
  /** What was written since the answer last began. */
  text: string;
  end: 'done' | 'error' | null;
}

/** Before a query is asked: who waits, in the order in which they would be given up. */
type Waiting = readonly Pick<Job, 'row' | 'priority' | 'created_at' | 'wasPlaced'>[];

/**
 * The real Switch on a real database, through anything that can happen to it. After each step it
 * looks, from outside, whether a promise was broken (DESIGN invariants 1 to 9); `faults` says which.
 */
export class SwitchLife {
  readonly faults: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'vx11-life-'));
  readonly #places: number;
  readonly #known = new Set<QueryId>();
  readonly #keys = new Map<string, { readonly id: QueryId; readonly body: string }>();
  /** How each query ended, as it was first seen. */
  readonly #ends = new Map<QueryId, string>();
  readonly #endsTold = new Map<QueryId, number>();
  #readers: Reader[] = [];
  #clock = new ManualClock();
  #engine: WatchedEngine;
  #db: HermesDB;
  #router: Switch;

  constructor(places: number) {
    this.#places = places;
    this.#engine = new WatchedEngine(places);
    this.#db = openHermesDB(join(this.#folder, 'vx11.db'));
    this.#router = this.#build();
  }

  async live(steps: readonly Step[]): Promise<readonly string[]> {
    try {
      for (const [index, step] of steps.entries()) {
        await this.#do(step);
        await settle();
        this.#check();
        if (this.faults.length > 0) return this.faults.map((one) => `step ${index}: ${one}`);
      }
      await this.#letAllEnd();
      return this.faults;
    } finally {
      this.#db.close();
      rmSync(this.#folder, { recursive: true });
    }
  }

  async #do(step: Step): Promise<void> {
    switch (step.type) {
      case 'ask':
        return this.#ask(step);
      case 'write':
        return pick([...this.#engine.live], step.nth)?.hooks.onText('palabra ');
      case 'finish':
        return pick([...this.#engine.live], step.nth)?.finish();
      case 'fail':
        return pick([...this.#engine.live], step.nth)?.fail(new AppError('GENERATION_FAILED'));
      case 'cancel':
        return this.#cancel(step.nth);
      case 'disconnect':
        return this.#disconnect(step.nth);
      case 'lose': {
        const lost = pick(this.#engine.residents(), step.nth);
        if (lost !== undefined) this.#engine.lose(lost.model_id, new AppError('ENGINE_CRASHED'));
        return;
      }
      case 'break_load': {
        const { id = '' } = pick(MODELS, step.nth) ?? {};
        this.#engine.loadErrors.set(id, [new AppError('ENGINE_CRASHED')]);
        return;
      }
      case 'move':
        return this.#move(step.nth, step.priority);
      case 'wait':
        return this.#clock.advance(step.ms);
      case 'set_clock':
        return this.#clock.set(step.ms);
      case 'crash':
        return this.#restart();
      case 'stop': {
        const stopped = this.#router.stop(milliseconds(0));
        this.#clock.advance(0);
        await stopped;
        return this.#restart();
      }
      case 'look':
        return this.#look();
    }
  }

  async #ask({ caller: nth, input, follows }: Extract<Step, { type: 'ask' }>): Promise<void> {
    const caller = CALLERS[nth] ?? MADRE;
    const waiting: Waiting = [...this.#router.dispatcher.waiting.inRankOrder()];
    const asked = parsePriority(input.priority ?? 'LOW') ?? 3;
    const priority = asked < caller.highest_priority ? caller.highest_priority : asked;
    const key = input.idempotency_key && `${caller.owner} ${input.idempotency_key}`;
    const earlier = key === undefined ? undefined : this.#keys.get(key);
    const body = JSON.stringify(input);
    const leave = new AbortController();
    try {
      const id = follows
        ? await this.#follow(await this.#router.stream(input, caller, leave.signal), leave)
        : queryId((await this.#router.submit(input, caller)).query_id);
      this.#must(
        this.#db.queries.get(id) !== undefined,
        `${id} was acknowledged before it was kept`,
      );
      if (earlier !== undefined) {
        this.#must(earlier.body === body, 'a key was taken with another body');
        this.#must(earlier.id === id, 'a key made a second query');
      } else this.#checkRoom(waiting, priority, true);
      this.#known.add(id);
      if (key !== undefined && earlier === undefined) this.#keys.set(key, { id, body });
    } catch (caught) {
      const code = caught instanceof AppError ? caught.code : String(caught);
      if (code === 'IDEMPOTENCY_MISMATCH') {
        this.#must(earlier !== undefined && earlier.body !== body, 'a key was refused for nothing');
      } else {
        this.#must(code === 'QUEUE_FULL' && earlier === undefined, `refused with ${code}`);
        this.#checkRoom(waiting, priority, false);
      }
    }
  }

  /** Only the least of those less urgent than the newcomer gives its place, and only in a full queue. */
  #checkRoom(before: Waiting, newcomer: PriorityLevel, accepted: boolean): void {
    const gone = before.filter(({ row }) => {
      const known = this.#router.dispatcher.jobs.get(row.query_id)?.ending?.state;
      return (known ?? this.#db.queries.get(row.query_id)?.state) === 'evicted';
    });
    // What runs and breaks off comes back to a queue that may be full: then more than one must go.
    const tooMany = Math.max(0, before.length + 1 - QUEUE_LIMIT);
    const fits = before.filter(({ priority }) => priority > newcomer).length >= tooMany;
    this.#must(accepted === fits, 'the full queue refused or took a query against its rule');
    this.#must(gone.length === (fits ? tooMany : 0), `${gone.length} queries were evicted`);
    const stayed = before.filter((one) => !gone.includes(one));
    for (const victim of gone) {
      this.#must(victim.priority > newcomer, 'an equal was evicted');
      const isLeast = stayed.every((one) => one.priority <= victim.priority);
      const equals = stayed.filter((one) => one.priority === victim.priority);
      const isNewest = equals.every((one) => one.created_at <= victim.created_at);
      const moved = [victim, ...equals].some(({ wasPlaced }) => wasPlaced);
      this.#must(isLeast && (isNewest || moved), 'another than the newest lowest was evicted');
    }
  }

  async #follow(
    events: AsyncIterator<QueryEvent, undefined, void>,
    leave: AbortController,
  ): Promise<QueryId> {
    const first = await events.next();
    if (first.value?.type !== 'accepted') throw new Error('no acknowledgement');
    const id = queryId(first.value.query_id);
    const reader: Reader = { id, leave, text: '', end: null };
    this.#readers.push(reader);
    void this.#read(events, reader);
    return id;
  }

  async #read(events: AsyncIterator<QueryEvent, undefined, void>, reader: Reader): Promise<void> {
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        const event = next.value;
        this.#must(reader.end === null, 'something was told after the end');
        if (event.type === 'started') reader.text = '';
        if (event.type === 'token') reader.text += event.text;
        if (event.type !== 'done') continue;
        reader.end = 'done';
        const { response } = event.answer;
        this.#must(response === reader.text, `told "${reader.text}", answered "${response}"`);
      }
    } catch {
      reader.end = 'error';
    }
  }

  async #cancel(nth: number): Promise<void> {
    const job = pick([...this.#router.dispatcher.jobs.values()], nth);
    if (job === undefined) return;
    const { query_id } = job.row;
    this.#router.cancel(query_id, anyone).catch(() => undefined);
    await settle();
    this.#must(this.#stateOf(query_id) === 'cancelled', 'a cancelled query did not end');
  }

  async #disconnect(nth: number): Promise<void> {
    const reader = pick(
      this.#readers.filter(({ end, leave }) => end === null && !leave.signal.aborted),
      nth,
    );
    if (reader === undefined) return;
    const job = this.#router.dispatcher.jobs.get(reader.id);
    reader.leave.abort();
    await settle();
    if (job === undefined) return;
    const stays = job.row.idempotency_key !== null;
    const ended = this.#stateOf(reader.id) === 'cancelled';
    this.#must(ended !== stays, `after a disconnect the query is ${this.#stateOf(reader.id)}`);
  }

  async #move(nth: number, priority: PriorityLevel | null): Promise<void> {
    const job = pick([...this.#router.dispatcher.waiting.inRankOrder()], nth);
    if (job === undefined) return;
    const wish = priority === null ? ({ place: 'front' } as const) : { priority };
    await this.#router.move(job.row.query_id, wish, 'the operator');
  }

  async #look(): Promise<void> {
    const { loads } = this.#engine;
    const begun = this.#engine.gates.length;
    this.#router.list({ limit: 100 });
    for (const id of this.#known) this.#router.get(id, anyone);
    await settle();
    const same = this.#engine.loads === loads && this.#engine.gates.length === begun;
    this.#must(same, 'a look woke a model');
  }

  /** What was in memory is gone; the clock goes on. */
  async #restart(): Promise<void> {
    this.#db.close();
    this.#readers = [];
    const now = this.#clock.now();
    this.#clock = new ManualClock();
    this.#clock.set(now - this.#clock.now());
    this.#engine = new WatchedEngine(this.#places);
    this.#db = openHermesDB(join(this.#folder, 'vx11.db'));
    this.#router = this.#build();
    await this.#router.start();
  }

  #check(): void {
    this.faults.push(...this.#engine.faults);
    for (const id of this.#known) this.#checkRow(id);
    const running = [...this.#router.dispatcher.jobs.values()].filter(
      ({ state }) => state === 'running',
    );
    this.#must(running.length === this.#engine.live.size, 'answers run that nobody waits for');
    for (const { model_id, slots } of this.#engine.residents()) {
      const on = running.filter((job) => job.model === model_id);
      const low = on.filter(({ priority }) => priority > 1);
      this.#must(low.length < slots, 'no slot is kept for priorities 0 and 1');
      this.#must(!this.#isUrgentKeptWaiting(model_id, on), 'CRITICAL waits behind a LOW answer');
    }
  }

  #isUrgentKeptWaiting(id: string, running: readonly Job[]): boolean {
    const waiting = [...this.#router.dispatcher.waiting.inRankOrder()];
    return (
      waiting.length > 0 &&
      waiting.every(
        ({ priority, demand }) =>
          priority === 0 && demand.preference === id && demand.excluded.size === 0,
      ) &&
      this.#router.dispatcher.fleet.views().every(({ ailment }) => ailment === null) &&
      running.some(({ mayBePutBack }) => mayBePutBack)
    );
  }

  #checkRow(id: QueryId): void {
    const row = this.#db.queries.get(id);
    if (row === undefined) return this.#must(false, `${id} is lost`);
    this.#must(row.attempts <= 3, `${row.attempts} attempts`);
    const made = row.decisions.find(({ attempt }) => attempt === row.attempts);
    if (row.state === 'running' || row.state === 'succeeded') {
      const told = made?.chosen !== null && made?.candidates.some(({ reasons }) => reasons.length);
      this.#must(told === true, 'the decision is not on record');
    }
    this.#must((this.#endsTold.get(id) ?? 0) <= 1, `${id} ended twice`);
    if (!isTerminal(row.state)) return this.#must(!this.#ends.has(id), `${id} came back to life`);
    const end = JSON.stringify([row.state, row.response, row.error]);
    this.#must((this.#ends.get(id) ?? end) === end, `${id} changed after its end`);
    this.#ends.set(id, end);
  }

  async #letAllEnd(): Promise<void> {
    for (let round = 0; round < ROUNDS_TO_END; round += 1) {
      if (this.#router.dispatcher.jobs.size === 0) break;
      const live = [...this.#engine.live];
      for (const gate of live) gate.finish();
      if (live.length === 0) this.#clock.advance(LONG_MS);
      await settle();
      this.#check();
    }
    for (const id of this.#known) this.#must(isTerminal(this.#stateOf(id)), `${id} never ended`);
    const stayed = this.#readers.filter(({ leave }) => !leave.signal.aborted);
    this.#must(!stayed.some(({ end }) => end === null), 'a reader was told no end');
  }

  #stateOf(id: QueryId): string {
    return this.#db.queries.get(id)?.state ?? 'gone';
  }

  #must(kept: boolean, fault: string): void {
    if (!kept) this.faults.push(fault);
  }

  #build(): Switch {
    return new Switch({
      engine: this.#engine,
      catalog: {
        usable: () => MODELS,
        prepare: async ({ id, path }) => ({ model_id: id, path, shape: modelShape() }),
        successRate: () => null,
        labelOf: () => null,
      },
      queries: this.#db.queries,
      usage: this.#db.usage,
      events: {
        publish: (event) => {
          if (event.type !== 'query' || !isTerminal(event.state)) return;
          const id = queryId(event.query_id);
          this.#endsTold.set(id, (this.#endsTold.get(id) ?? 0) + 1);
        },
      },
      clock: this.#clock,
      log: { warn: () => undefined },
      maxResident: this.#places,
      light: null,
      collationPeriod: milliseconds(10_000),
      queueLimit: QUEUE_LIMIT,
      queueMaxBytes: bytes(1e9),
      retention: { answerKeptSeconds: null, accepted: () => undefined },
    });
  }
}

const isTerminal = (state: string): boolean => terminalStateSchema.safeParse(state).success;

function pick<Item>(items: readonly Item[], nth: number): Item | undefined {
  return items[nth % Math.max(1, items.length)];
}

/** Until all that is due has been done: promises, the end of the turn, its commit. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
