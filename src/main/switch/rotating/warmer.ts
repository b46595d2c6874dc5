import type { ModelId } from '../../../shared/domain/ids.ts';
import { type QueryType, SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { type EpochMs, epochMs, seconds } from '../../../shared/domain/units.ts';
import { Alarm } from '../alarm.ts';
import type { Choice, Demand } from '../deciding/choosing/terms.ts';
import type { Foreseen } from '../deciding/plan-terms.ts';
import type { Fleet } from '../fleet.ts';
import type { CatalogPort, Clock, EnginePort, EventPort } from '../ports.ts';
import { Foresight, type Foretold } from '../predicting/foresight.ts';
import {
  needsOf,
  type Warming,
  type WarmingPolicy,
  type WarmingSnapshot,
  warm,
} from '../predicting/warm.ts';
import type { Pins } from './pins.ts';

export interface WarmerParts {
  readonly engine: Pick<EnginePort, 'fits'>;
  readonly catalog: Pick<CatalogPort, 'usage'>;
  readonly events: EventPort;
  readonly clock: Clock;
  readonly light: { readonly model_id: ModelId } | null;
  readonly policy: WarmingPolicy;
  readonly fleet: Fleet;
  readonly pins: Pins;
  /** Which model would take a query now. */
  readonly decide: (demand: Demand) => Choice;
  /** Types of the queries that wait. */
  readonly queued: () => Iterable<QueryType>;
  /** Has `step` asked for. */
  readonly onDue: () => void;
}

/** What is foretold, and of which models that makes use. */
export interface Outlook {
  readonly expected: number;
  readonly foretold: readonly Foretold[];
  /** What would take a query of a type now. */
  readonly chosen: ReadonlyMap<QueryType, ModelId>;
  /** How likely each model is to be needed within the window. */
  readonly needs: ReadonlyMap<ModelId, number>;
}

/** While anything changes, it is decided anew so often. */
const LOOK_EVERY = seconds(1);
/** With fewer queries than this to be expected, nothing is likely enough to be made ready for. */
const FAINT = 0.02;

/** Decides which model is brought ahead of queries, or leaves for having nothing to do. */
export class Warmer {
  readonly #parts: WarmerParts;
  readonly #foresight = new Foresight();
  readonly #alarm: Alarm;
  /** The alarm rings within `LOOK_EVERY`. */
  #soon = false;
  #due = false;
  #stopped = false;
  #decided = 'Nothing was asked yet.';
  #told = '';

  constructor(parts: WarmerParts) {
    this.#parts = parts;
    this.#alarm = new Alarm(parts.clock, () => {
      this.#soon = false;
      this.#due = true;
      parts.onDue();
    });
  }

  /** Queries it has learnt from. */
  get observed(): number {
    return this.#foresight.observed;
  }

  /** What it last came to, for a person to read. */
  get decided(): string {
    return this.#decided;
  }

  /** Types asked in earlier runs, oldest first. */
  learn(types: Iterable<QueryType>): void {
    this.#foresight.learn(types);
  }

  asked(type: QueryType): void {
    this.#foresight.observe(type, this.#parts.clock.now());
  }

  /** Something has changed: it is looked at within a second. */
  wake(): void {
    if (this.#soon || this.#stopped) return;
    const now = this.#parts.clock.now();
    this.#lookAt(epochMs(now + LOOK_EVERY), now);
    this.#soon = true;
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.callOff();
  }

  /** What is to be done, when it is time to look; nothing in between. */
  step(now: EpochMs): Foreseen | null {
    if (!this.#due) return null;
    this.#due = false;
    const outlook = this.outlook(now);
    const step = warm(this.#snapshot(outlook, now), this.#parts.policy);
    this.#decided = step.reason;
    this.#tell(outlook);
    if (step.type !== 'nothing' || outlook.expected > FAINT) this.wake();
    // What changed since the alarm rang has set it anew, for sooner.
    else if (!this.#soon) this.#lookAt(this.#nextIdle(now), now);
    return toForeseen(step);
  }

  /** Looking changes nothing. */
  outlook(now: EpochMs): Outlook {
    const queued = new Map<QueryType, number>();
    for (const type of this.#parts.queued()) queued.set(type, (queued.get(type) ?? 0) + 1);
    const foretold = this.#foresight.foretell(queued, now);
    const chosen = this.#chosen();
    const needs = needsOf({ forecasts: foretold, chosen });
    return { expected: this.#foresight.expected(now), foretold, chosen, needs };
  }

  #chosen(): ReadonlyMap<QueryType, ModelId> {
    return new Map(
      SPECIALTIES.flatMap((type) => {
        const { chosen } = this.#parts.decide(plainQuery(type));
        return chosen === null ? [] : [[type, chosen] as const];
      }),
    );
  }

  #snapshot({ foretold, chosen }: Outlook, now: EpochMs): WarmingSnapshot {
    const { catalog, engine, fleet, light, pins } = this.#parts;
    const { presence } = fleet;
    return {
      now,
      forecasts: foretold,
      chosen,
      residents: fleet.residents(),
      uses: new Map([...chosen.values()].map((id) => [id, catalog.usage(id).uses])),
      idle_since: presence.idleSince(now),
      warmed_at: presence.warmedAt,
      pinned: pins.inForce,
      light: light?.model_id ?? null,
      fits: (id, leaving) => {
        // One whose file was not read yet is tried.
        const shape = fleet.stored(id)?.shape ?? null;
        return shape === null || engine.fits(shape, leaving);
      },
    };
  }

  /** Only once it says something else; it is asked once a second at most. */
  #tell({ foretold }: Outlook): void {
    const shares = foretold.map(({ kind, probability, next, queued }) =>
      [kind, Math.round(100 * probability), Math.round(100 * next), queued].join(' '),
    );
    const pinned = [...this.#parts.pins.inForce];
    const told = JSON.stringify([this.#decided, shares, pinned]);
    if (told !== this.#told) this.#parts.events.publish({ type: 'rotation', entry: null });
    this.#told = told;
  }

  /** When the next model will have been idle for long enough. */
  #nextIdle(now: EpochMs): EpochMs | null {
    const { fleet, policy } = this.#parts;
    if (policy.idle_unload === 0) return null;
    const ends = [...fleet.presence.idleSince(now).values()]
      .map((since) => since + policy.idle_unload)
      .filter((end) => end > now);
    return ends.length === 0 ? null : epochMs(Math.min(...ends));
  }

  #lookAt(at: EpochMs | null, now: EpochMs): void {
    if (!this.#stopped) this.#alarm.setToFirst([at], now);
  }
}

/** As somebody asks it who wants nothing in particular. */
const plainQuery = (query_type: QueryType): Demand => ({
  query_type,
  preference: null,
  excluded: new Map(),
  failed_on: new Set(),
  begun_on: null,
});

function toForeseen(step: Warming): Foreseen | null {
  if (step.type === 'nothing') return null;
  if (step.type === 'warm') return step;
  const { model, cause, reason } = step;
  return { type: 'unload', model, why: { cause, reason } };
}
