import { describe, expect, test } from 'vitest';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import { bytes } from '../../../shared/domain/units.ts';
import { makeRoom } from './make-room.ts';
import { rankOf, WaitingList } from './waiting-list.ts';

const entry = (priority: PriorityLevel, created_at: number, size: number) => {
  return {
    priority,
    created_at,
    rank: rankOf(created_at, priority),
    bytes: bytes(size),
    kind: 'code',
  };
};

/** Two LOW of 40 and 30 bytes, one MEDIUM of 20. */
function waiting() {
  const list = new WaitingList<ReturnType<typeof entry>>();
  for (const one of [entry(3, 1, 40), entry(3, 2, 30), entry(2, 3, 20)]) list.put(one);
  return list;
}

const NOTHING = { count: 0, bytes: bytes(0) };

/** When the two who leave came, of a queue with these limits. */
function leaving(
  newcomer: ReturnType<typeof entry>,
  [count, size]: readonly [number, number],
  committing = NOTHING,
): readonly number[] | null {
  const limit = { count, bytes: bytes(size) };
  const victims = makeRoom(newcomer, waiting(), { limit, committing });
  return victims && victims.map(({ created_at }) => created_at);
}

describe('room in the queue', () => {
  test('is there while neither limit is reached', () => {
    expect(leaving(entry(2, 9, 10), [4, 100])).toEqual([]);
  });

  test('by count: the newest of the lowest priority leaves for a higher one', () => {
    expect(leaving(entry(1, 9, 1), [3, 1000])).toEqual([2]);
    expect(leaving(entry(3, 9, 1), [3, 1000])).toBeNull();
  });

  test('by bytes: as many leave as it takes', () => {
    expect(leaving(entry(1, 9, 11), [99, 100])).toEqual([2]);
    expect(leaving(entry(1, 9, 50), [99, 100])).toEqual([2, 1]);
    expect(leaving(entry(1, 9, 100), [99, 100])).toEqual([2, 1, 3]);
  });

  test('nobody leaves in vain', () => {
    expect(leaving(entry(2, 9, 81), [99, 100])).toBeNull();
  });

  test('counts what is being committed', () => {
    expect(leaving(entry(2, 9, 5), [4, 1000], { count: 1, bytes: bytes(1) })).toEqual([2]);
    expect(leaving(entry(2, 9, 5), [99, 100], { count: 1, bytes: bytes(6) })).toEqual([2]);
  });

  test('an empty queue takes a query of any size, and no second one beside it', () => {
    const empty = new WaitingList<ReturnType<typeof entry>>();
    const limit = { count: 9, bytes: bytes(100) };
    const large = entry(0, 1, 500);
    expect(makeRoom(large, empty, { limit, committing: NOTHING })).toEqual([]);
    const committing = { count: 1, bytes: bytes(500) };
    expect(makeRoom(large, empty, { limit, committing })).toBeNull();
  });
});
