import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRIORITY_LEVELS, type PriorityLevel } from '../../../shared/domain/priority.ts';
import { bytes } from '../../../shared/domain/units.ts';
import { AGING_MS_PER_LEVEL, rankOf, type Waiting, WaitingList } from './waiting-list.ts';

interface Entry extends Waiting {
  readonly name: number;
}

const entry = (priority: PriorityLevel, created_at: number, name = created_at): Entry => {
  return {
    priority,
    created_at,
    name,
    rank: rankOf(created_at, priority),
    bytes: bytes(10),
    kind: 'code',
  };
};

function filled(...entries: readonly Entry[]): WaitingList<Entry> {
  const list = new WaitingList<Entry>();
  for (const one of entries) list.put(one);
  return list;
}

const order = (list: WaitingList<Entry>, perLevel?: number): number[] =>
  [...list.inRankOrder(perLevel)].map(({ name }) => name);
const victims = (list: WaitingList<Entry>, newcomer: PriorityLevel): number[] =>
  [...list.evictionCandidates(newcomer)].map(({ name }) => name);

describe('the waiting list', () => {
  test('serves urgent ones first and equals in order of arrival', () => {
    const list = filled(entry(3, 1), entry(2, 2), entry(2, 3), entry(0, 4));
    expect(order(list)).toEqual([4, 2, 3, 1]);
  });

  test('lets one that has waited long enough overtake a more urgent newcomer', () => {
    const patient = entry(3, 0);
    expect(order(filled(patient, entry(0, 3 * AGING_MS_PER_LEVEL - 1)))[0]).not.toBe(0);
    expect(order(filled(patient, entry(0, 3 * AGING_MS_PER_LEVEL + 1)))[0]).toBe(0);
  });

  test('of equal ranks the more urgent goes first, then the one put first', () => {
    const list = filled(entry(1, 0, 1), entry(0, AGING_MS_PER_LEVEL, 2), entry(1, 0, 3));
    expect(order(list)).toEqual([2, 1, 3]);
    expect([...list.inRankOrder()].map((one) => list.position(one))).toEqual([0, 1, 2]);
  });

  test('gives one that comes back its old place', () => {
    const first = entry(2, 1);
    const list = filled(first, entry(2, 2), entry(2, 3));
    list.remove(first);
    list.put(first);
    expect(order(list)).toEqual([1, 2, 3]);
  });

  test('shows the best of each level, however many wait in another', () => {
    const list = filled(entry(2, 1), entry(2, 2), entry(2, 3), entry(3, 4), entry(3, 5));
    expect(order(list, 1)).toEqual([1, 4]);
    expect(order(list, 2)).toEqual([1, 2, 4, 5]);
  });

  test('gives up the newest of the lowest priority first, and only for a higher one', () => {
    const list = filled(entry(3, 1), entry(3, 2), entry(2, 3), entry(1, 4));
    expect(victims(list, 1)).toEqual([2, 1, 3]);
    expect(victims(list, 2)).toEqual([2, 1]);
    expect(victims(list, 3)).toEqual([]);
  });

  test('tells apart who waits, and forgets who has left', () => {
    const one = entry(2, 1);
    const list = filled(one);
    expect([list.has(one), list.has(entry(2, 1))]).toEqual([true, false]);
    expect([list.remove(one), list.remove(one), list.has(one)]).toEqual([true, false, false]);
    expect([list.size, list.sizeOf(2), list.bytes, list.oldest()]).toEqual([0, 0, 0, undefined]);
  });

  test('says about how many of each kind are ahead, exactly for the last of its level', () => {
    const kinds = ['code', 'code', 'vision', 'code', 'vision'];
    const entries = kinds.map((kind, at) => ({ ...entry(2, at), kind }));
    const urgent = { ...entry(0, 9), kind: 'vision' };
    const list = filled(...entries, urgent);
    const ahead = (of: Entry | undefined) => of && Object.fromEntries(list.aheadByKind(of));
    expect(ahead(entries[4])).toEqual({ code: 3, vision: 2 });
    expect(ahead(entries[2])).toEqual({ code: 1.5, vision: 1.5 });
    expect(ahead(urgent)).toEqual({});
    list.remove(urgent);
    expect(ahead(entries[4])).toEqual({ code: 3, vision: 1 });
  });

  test('finds a rank before any entry and behind all others', () => {
    const ranks = fc.array(
      fc.record({ level: fc.constantFrom(...PRIORITY_LEVELS), rank: fc.nat(20) }),
    );
    fc.assert(
      fc.property(ranks, fc.nat(), (all, pick) => {
        const entries = all.map(({ level, rank }, name) => ({ ...entry(level, 0, name), rank }));
        const target = entries[pick % Math.max(1, entries.length)];
        if (target === undefined) return;
        const rank = filled(...entries).rankBefore(target);
        const behind = entries.filter((one) => one.rank >= target.rank);
        expect(behind.every((one) => one.rank > rank)).toBe(true);
        expect(entries.every((one) => one.rank < rank || behind.includes(one))).toBe(true);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('goes further ahead when no number is left between two ranks', () => {
    const list = filled(entry(0, 1), entry(0, 1.7e12, 2));
    const target = entry(0, 1.7e12 + 1, 3);
    list.put(target);
    for (let name = 4; name < 60; name += 1) {
      const rank = list.rankBefore(target);
      expect(rank).toBeLessThan(target.rank);
      list.put({ ...entry(0, 0, name), rank });
    }
    expect(order(list).at(-1)).toBe(3);
    expect(order(list)[0]).toBe(1);
  });

  test('does what a sorted array would do, whatever happens', () => {
    const step = fc.record({
      priority: fc.constantFrom(...PRIORITY_LEVELS),
      // Seldom enough that thousands come to wait, and blocks are split, emptied and joined.
      remove: fc.integer({ min: 0, max: 9 }),
      pick: fc.nat(),
      // Any rank, and often an equal one: queries come back, are moved, or arrive together.
      rank: fc.nat(500),
    });
    const steps = fc.array(step, { minLength: 900, maxLength: 1500, size: 'max' });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 9 }), (all, removals) => {
        const list = new WaitingList<Entry>();
        const naive: Entry[] = [];
        for (const [name, { priority, remove, pick, rank }] of all.entries()) {
          const leaving = naive[pick % Math.max(1, naive.length)];
          const emptying = name > all.length / 2 ? removals : 2;
          if (remove < emptying && leaving !== undefined) {
            expect(list.remove(leaving)).toBe(true);
            naive.splice(naive.indexOf(leaving), 1);
          } else {
            const coming = { ...entry(priority, pick, name), rank };
            list.put(coming);
            naive.push(coming);
          }
          if (name % 100 === 0 || name === all.length - 1) expectAlike(list, naive);
        }
      }),
      { numRuns: 10, seed: 7 },
    );
  });
});

/** @param naive in the order in which they were put */
function expectAlike(list: WaitingList<Entry>, naive: readonly Entry[]): void {
  const sorted = naive.toSorted((a, b) => a.rank - b.rank || a.priority - b.priority);
  expect(order(list)).toEqual(sorted.map(({ name }) => name));
  expect([list.size, list.bytes]).toEqual([naive.length, naive.length * 10]);
  expect(sorted.map((one) => list.position(one))).toEqual([...sorted.keys()]);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle !== undefined) {
    const ahead = sorted.slice(0, sorted.indexOf(middle));
    const byLevel = PRIORITY_LEVELS.map((level) => ahead.filter((one) => one.priority === level));
    expect(list.aheadByLevel(middle)).toEqual(byLevel.map(({ length }) => length));
  }
  const last = sorted.toReversed().toSorted((a, b) => b.priority - a.priority);
  expect(victims(list, 0)).toEqual(last.filter((one) => one.priority > 0).map(({ name }) => name));
  const oldest = naive.toSorted((a, b) => a.created_at - b.created_at)[0];
  expect(list.oldest()?.created_at).toBe(oldest?.created_at);
  for (const level of PRIORITY_LEVELS) {
    expect(list.sizeOf(level)).toBe(naive.filter((one) => one.priority === level).length);
  }
}
