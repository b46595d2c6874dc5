import type { GenerationResult } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { Decision } from '../../shared/domain/query.ts';
import type { EpochMs } from '../../shared/domain/units.ts';
import { type AppError, toAppError } from '../../shared/errors/app-error.ts';
import type { Choice, Demand } from './deciding/choosing/terms.ts';
import { Opening } from './deciding/opening.ts';
import type { Fleet } from './fleet.ts';
import type { Job } from './job.ts';
import type { Clock, EnginePort, QueryStorePort } from './ports.ts';
import type { Ending } from './stopping.ts';

export interface AttemptParts {
  readonly engine: EnginePort;
  readonly queries: QueryStorePort;
  readonly clock: Clock;
  readonly log: { warn(facts: object, message: string): void };
}

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly type: 'answered'; readonly result: GenerationResult }
  /** Its query is ended from outside. */
  | { readonly type: 'called_off'; readonly ending: Ending }
  /** Its query makes room for a more urgent one. */
  | { readonly type: 'yielded' }
  /** Its model said that this is beyond it, and another one can take the query. */
  | { readonly type: 'passed_on' }
  | { readonly type: 'broke_off'; readonly error: AppError };

/** One model at work on one query, from the decision on. */
export class Attempt {
  readonly #parts: AttemptParts;
  readonly #fleet: Fleet;
  readonly #job: Job;
  readonly #model: ModelId;
  readonly #decide: (demand: Demand) => Choice;
  readonly #began: EpochMs;
  readonly #decision: Decision;
  readonly #signal: AbortSignal;
  readonly #opening: Opening;

  /**
   * @param label what callers are told of the model
   * @param decide says which model would take the query now
   */
  constructor(
    parts: AttemptParts,
    fleet: Fleet,
    {
      job,
      model,
      choice,
      label,
      decide,
    }: {
      readonly job: Job;
      readonly model: ModelId;
      readonly choice: Choice;
      readonly label: string | null;
      readonly decide: (demand: Demand) => Choice;
    },
  ) {
    this.#parts = parts;
    this.#fleet = fleet;
    this.#job = job;
    this.#model = model;
    this.#decide = decide;
    this.#began = parts.clock.now();
    const { decision, signal } = job.begin(model, choice, this.#began, label);
    this.#decision = decision;
    this.#signal = signal;
    this.#opening = this.#openingOf();
    fleet.presence.begin(model, job.takeArrivals());
  }

  /**
   * @param ended told in the turn in which the work ended: nobody can end the query in between
   */
  async run(ended: (end: AttemptEnd) => Promise<void>): Promise<void> {
    const { engine, log, queries } = this.#parts;
    const job = this.#job;
    const begun = queries.begin(job.row.query_id, this.#decision, this.#began);
    const [generated, recorded] = await Promise.allSettled([
      engine.generate(
        this.#model,
        job.generation(this.#fleet.stored(this.#model)),
        job.hooks(this.#signal, this.#opening),
      ),
      begun,
    ]);
    job.abort = null;
    if (recorded.status === 'rejected') {
      log.warn({ err: recorded.reason }, 'an attempt could not be put on record');
    }
    if (generated.status === 'rejected') return ended(this.#broken(toAppError(generated.reason)));
    job.write(this.#opening.end());
    return ended({ type: 'answered', result: generated.value });
  }

  #broken(error: AppError): AttemptEnd {
    const { ending } = this.#job;
    if (ending !== null) return { type: 'called_off', ending };
    if (this.#job.hasYielded(error)) return { type: 'yielded' };
    return this.#job.hasLeft(error) ? { type: 'passed_on' } : { type: 'broke_off', error };
  }

  /** An answer that is gone on with has shown its beginning already. */
  #openingOf(): Opening {
    const light =
      this.#job.text === '' ? (this.#fleet.stored(this.#model)?.light_model ?? null) : null;
    return new Opening(light, () => this.#goesElsewhere());
  }

  /** Once for each model, so that a query never goes to and fro. */
  #goesElsewhere(): boolean {
    const job = this.#job;
    if (job.beyond.has(this.#model)) return false;
    job.beyond.add(this.#model);
    const { chosen, worth_waiting } = this.#decide(job.demand);
    const goes = worth_waiting || (chosen !== null && chosen !== this.#model);
    if (goes) job.leave();
    return goes;
  }
}
