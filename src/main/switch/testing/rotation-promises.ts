import type { ModelId } from '../../../shared/domain/ids.ts';
import type { RotationState } from '../../../shared/domain/rotation.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Transition } from '../ports.ts';
import { LIGHT, MODELS } from './lived-switch.ts';
import { type Order, wantedModel } from './order-promises.ts';

/** What may follow a state in the history; nothing was noted of a model that never came. */
const FOLLOWS: Readonly<Record<RotationState, readonly RotationState[]>> = {
  cold: ['loading'],
  loading: ['warm', 'active', 'draining', 'cold'],
  warm: ['active', 'draining', 'cold'],
  active: ['warm', 'draining', 'cold'],
  draining: ['warm', 'active', 'cold'],
};

const IN_MEMORY: ReadonlySet<RotationState> = new Set(['warm', 'active', 'draining']);

/** What a history of one model, oldest first, does not tell as it was. */
function historyFault(entries: readonly Transition[], isThere: boolean): string | null {
  let last: RotationState = 'cold';
  for (const { state } of entries) {
    if (!FOLLOWS[last].includes(state)) return `the history tells ${state} after ${last}`;
    last = state;
  }
  return isThere === IN_MEMORY.has(last) ? null : `the history ends with ${last}`;
}

/**
 * A query waits although a load that was only foretold has its place: one for a model that is
 * neither there nor on its way, while nobody waits for the foretold one.
 */
function isHeldUpByGuess({ fleet }: Dispatcher, { ailing, residents, waiting }: Order): boolean {
  const there = new Set(residents.map(({ model_id }): string => model_id));
  const coming = fleet.residents().filter(({ model_id }) => !there.has(model_id));
  const wanted = new Set(waiting.map((job) => wantedModel(job, ailing)));
  const anybody = waiting.some(({ demand }) => demand.preference === null);
  const guessed = coming.some(
    ({ model_id, state }) =>
      state === 'loading' && fleet.presence.predicted.has(model_id) && !wanted.has(model_id),
  );
  const missing = [...wanted].some(
    (id) => id !== null && !fleet.residents().some(({ model_id }) => model_id === id),
  );
  return !anybody && guessed && missing;
}

/** Promises about how models come and go that are broken now. */
export function rotationFaults(dispatcher: Dispatcher, order: Order): readonly string[] {
  const { fleet } = dispatcher;
  const faults: string[] = [];
  const placed = fleet.residents().filter(({ model_id }) => model_id !== LIGHT);
  if (placed.length > order.places) faults.push(`${placed.length} models have a place`);
  if (isHeldUpByGuess(dispatcher, order)) faults.push('a query waits for what was only foretold');
  const history = fleet.history.newest(1000).toReversed();
  const told = (id: ModelId): readonly Transition[] =>
    history.filter(({ model_id }) => model_id === id);
  for (const id of [...MODELS.map((one) => one.id), LIGHT]) {
    const isThere = order.residents.some(({ model_id }) => model_id === id);
    const fault = historyFault(told(id), isThere);
    if (fault !== null) faults.push(`${fault}: ${id}`);
  }
  return faults;
}
