import type { Bytes } from '../../../shared/domain/units.ts';
import type { Waiting, WaitingList } from './waiting-list.ts';

/** How much may wait, or what does. */
export interface Volume {
  readonly count: number;
  readonly bytes: Bytes;
}

/**
 * Whom a full queue gives up so that a newcomer fits, full by count or by bytes: the least of those
 * with a lower base priority, never an equal or higher one. An empty queue takes any query, however
 * large: bodies have a limit of their own.
 * @param committing what is accepted and not in the list yet
 * @returns null when there is no room to be made; nobody is to be given up in vain
 */
export function makeRoom<Entry extends Waiting>(
  newcomer: Pick<Entry, 'priority' | 'bytes'>,
  waiting: WaitingList<Entry>,
  { limit, committing }: { readonly limit: Volume; readonly committing: Volume },
): readonly Entry[] | null {
  if (waiting.size + committing.count === 0) return [];
  let tooMany = waiting.size + committing.count + 1 - limit.count;
  let tooLarge = waiting.bytes + committing.bytes + newcomer.bytes - limit.bytes;
  const victims: Entry[] = [];
  const candidates = waiting.evictionCandidates(newcomer.priority);
  while (tooMany > 0 || tooLarge > 0) {
    const victim = candidates.next().value ?? null;
    if (victim === null) return null;
    victims.push(victim);
    tooMany -= 1;
    tooLarge -= victim.bytes;
  }
  return victims;
}
