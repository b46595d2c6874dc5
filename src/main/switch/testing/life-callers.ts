import { type QueryId, queryId } from '../../../shared/domain/ids.ts';
import { type PriorityLevel, parsePriority } from '../../../shared/domain/priority.ts';
import type { QueryInput } from '../../../shared/domain/query.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { QueryCaller } from '../ports.ts';
import type { LifeReaders } from './life-readers.ts';
import type { Step } from './life-steps.ts';
import type { LivedSwitch } from './lived-switch.ts';
import { evictedOf, roomFaults } from './room-promise.ts';
import type { RowPromises } from './row-promises.ts';
import { MADRE } from './switch-bench.ts';

const CALLERS: readonly QueryCaller[] = [
  MADRE,
  { ...MADRE, owner: 'token:shub', module_id: 'shub', module_type: 'SHUB' },
  { owner: 'anonymous', module_id: null, module_type: null, highest_priority: 2 },
];

/** The query that a key stands for. */
interface Keyed {
  readonly id: QueryId;
  readonly body: string;
}

/** Those who ask: a key gives them one query, and a full queue takes theirs by its rule. */
export class LifeCallers {
  readonly #lived: LivedSwitch;
  readonly #readers: LifeReaders;
  readonly #rows: RowPromises;
  readonly #must: (kept: boolean, fault: string) => void;
  readonly #keys = new Map<string, Keyed>();

  constructor(
    lived: LivedSwitch,
    { readers, rows }: { readonly readers: LifeReaders; readonly rows: RowPromises },
    must: (kept: boolean, fault: string) => void,
  ) {
    this.#lived = lived;
    this.#readers = readers;
    this.#rows = rows;
    this.#must = must;
  }

  async ask({ caller: nth, input, follows }: Extract<Step, { type: 'ask' }>): Promise<void> {
    const { router } = this.#lived;
    const caller = CALLERS[nth] ?? MADRE;
    const earlier = this.#earlier(caller, input);
    const before = [...router.dispatcher.waiting.inRankOrder()];
    const checkRoom = (accepted: boolean): void => {
      const evicted = evictedOf(before, this.#lived);
      const newcomer = grantedTo(caller, input);
      for (const fault of roomFaults({ before, evicted, newcomer, accepted })) {
        this.#must(false, fault);
      }
    };
    try {
      const id = follows
        ? await this.#readers.follow(input, caller)
        : queryId((await router.submit(input, caller)).query_id);
      this.#rows.acknowledged(id, caller.owner);
      if (earlier === undefined) checkRoom(true);
      this.#checkKey(id, caller, input, earlier);
    } catch (caught) {
      const code = caught instanceof AppError ? caught.code : String(caught);
      if (code === 'IDEMPOTENCY_MISMATCH') {
        const differs = earlier !== undefined && earlier.body !== JSON.stringify(input);
        return this.#must(differs, 'a key was refused for nothing');
      }
      this.#must(code === 'QUEUE_FULL' && earlier === undefined, `refused with ${code}`);
      checkRoom(false);
    }
  }

  #earlier(caller: QueryCaller, input: QueryInput): Keyed | undefined {
    const known = this.#keys.get(keyOf(caller, input) ?? '');
    return known !== undefined && this.#lived.stateOf(known.id) !== 'gone' ? known : undefined;
  }

  #checkKey(id: QueryId, caller: QueryCaller, input: QueryInput, earlier: Keyed | undefined): void {
    const key = keyOf(caller, input);
    const body = JSON.stringify(input);
    this.#must((earlier?.body ?? body) === body, 'a key was taken with another body');
    this.#must((earlier?.id ?? id) === id, 'a key made a second query');
    if (key !== undefined) this.#keys.set(key, { id, body });
  }
}

function keyOf({ owner }: QueryCaller, { idempotency_key }: QueryInput): string | undefined {
  return idempotency_key === undefined ? undefined : `${owner} ${idempotency_key}`;
}

function grantedTo({ highest_priority }: QueryCaller, { priority }: QueryInput): PriorityLevel {
  const asked = parsePriority(priority ?? 'LOW') ?? 3;
  return asked < highest_priority ? highest_priority : asked;
}
