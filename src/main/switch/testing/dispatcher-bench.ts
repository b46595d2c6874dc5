import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemEvent } from '../../../shared/contract/events.ts';
import type { StoredModel } from '../../../shared/domain/model.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import type { QueryInput } from '../../../shared/domain/query.ts';
import { milliseconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { openHermesDB } from '../../hermesdb/hermesdb.ts';
import { acceptQuery } from '../accept.ts';
import type { AnswerStream } from '../answer-stream.ts';
import { DEFAULT_WEIGHTS } from '../deciding/choosing/weights.ts';
import type { LightLlmSettings } from '../deciding/light-llm.ts';
import { Dispatcher } from '../dispatcher.ts';
import { Job } from '../job.ts';
import type { StoredQuery } from '../ports.ts';
import type { WarmingPolicy } from '../predicting/warm.ts';
import { GatedEngine } from './gated-engine.ts';
import { HeldStore } from './held-store.ts';
import { model } from './models.ts';
import { MADRE, ManualClock } from './switch-bench.ts';
import { AT_REST } from './warming.ts';

/** A query under way, what its reader sees, and how it ended. */
export interface Asked {
  readonly job: Job;
  /** Texts, numbers of attempts, "done", or the code of the error; complete at the end. */
  readonly seen: (string | number)[];
  /** Resolves when the reader has seen the end. */
  readonly told: Promise<void>;
}

async function follow(stream: AnswerStream, seen: (string | number)[]): Promise<void> {
  try {
    for await (const event of stream) {
      if (event.type === 'token') seen.push(event.text);
      else seen.push(event.type === 'started' ? event.attempt : event.type);
    }
  } catch (caught) {
    seen.push(caught instanceof AppError ? caught.code : String(caught));
  }
}

interface BenchOptions {
  readonly maxResident?: number;
  readonly light?: LightLlmSettings | null;
  readonly warming?: Partial<WarmingPolicy>;
}

/** The dispatcher alone, on a real database, with a gated engine and a manual clock. */
export class DispatcherBench {
  readonly engine = new GatedEngine();
  readonly clock = new ManualClock();
  readonly events: SystemEvent[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'vx11-dispatcher-'));
  readonly db = openHermesDB(join(this.folder, 'vx11.db'));
  readonly store = new HeldStore(this.db.queries);
  readonly dispatcher: Dispatcher;
  /** Models whose files are not there. */
  readonly gone = new Set<string>();

  constructor(
    models: readonly StoredModel[] = [model('a')],
    { maxResident = 2, light = null, warming = {} }: BenchOptions = {},
  ) {
    this.dispatcher = new Dispatcher({
      engine: this.engine,
      catalog: {
        usable: () => models,
        prepare: async ({ id, path }) => {
          if (this.gone.has(id)) throw new AppError('MODEL_FILE_MISSING');
          return { model_id: id, path, shape: modelShape() };
        },
        usage: (id) => this.db.usage.ofModel(id),
        labelOf: () => null,
      },
      queries: this.store,
      usage: this.db.usage,
      events: { publish: (event) => this.events.push(event) },
      clock: this.clock,
      log: { warn: () => undefined },
      warming: { ...AT_REST, max_active_models: maxResident, ...warming },
      rotations: this.db.rotations,
      kept: this.db.settings,
      choiceWeights: DEFAULT_WEIGHTS,
      collationPeriod: milliseconds(10_000),
      light,
    });
  }

  /** Accepts a query, commits its row, queues it and follows it. */
  async ask(input: Partial<QueryInput> = {}, caller = MADRE): Promise<Asked> {
    const job = new Job(acceptQuery({ query: 'x', ...input }, caller, this.clock.now()));
    await this.db.queries.insert(job.row);
    this.dispatcher.admit(job);
    return this.join(job);
  }

  /** One more reader. */
  join(job: Job): Asked {
    const seen: (string | number)[] = [];
    const accepted = {
      type: 'accepted',
      query_id: job.row.query_id,
      position: 0,
      eta_ms: null,
      priority: { requested: 'LOW', applied: 'LOW' },
    } as const;
    return { job, seen, told: follow(job.attach(accepted), seen) };
  }

  row({ job }: Asked): StoredQuery | undefined {
    return this.db.queries.get(job.row.query_id);
  }

  /** The states that were published of a query. */
  published({ job }: Asked): string[] {
    return this.events.flatMap((event) =>
      event.type === 'query' && event.query_id === job.row.query_id ? [event.state] : [],
    );
  }

  /** Until all that is due has been done: promises, the end of the turn, its commit. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {
    this.db.close();
    rmSync(this.folder, { recursive: true });
  }
}
