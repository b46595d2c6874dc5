import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRIORITY_LEVELS, type PriorityLevel } from '../../shared/domain/priority.ts';
import { AGING_MS_PER_LEVEL, rank, type Waiting, WaitingList } from './waiting-list.ts';

interface Entry extends Waiting {
  readonly name: number;
}

const entry = (priority: PriorityLevel, created_at: number, name = created_at): Entry => {
  return { priority, created_at, name };
};

function filled(...entries: readonly Entry[]): WaitingList<Entry> {
  const list = new WaitingList<Entry>();
  for (const one of entries) list.put(one);
  return list;
}

const order = (list: WaitingList<Entry>): number[] =>
  [...list.inRankOrder()].map(({ name }) => name);

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

  test('gives one that comes back its old place', () => {
    const first = entry(2, 1);
    const list = filled(first, entry(2, 2), entry(2, 3));
    list.remove(first);
    list.put(first);
    expect(order(list)).toEqual([1, 2, 3]);
  });

  test('gives up the newest of the lowest priority, and only for a higher one', () => {
    const list = filled(entry(3, 1), entry(3, 2), entry(2, 3));
    expect(list.evictionCandidate(2)?.name).toBe(2);
    expect(list.evictionCandidate(3)).toBeUndefined();
    expect(filled(entry(1, 1)).evictionCandidate(1)).toBeUndefined();
  });

  test('tells apart who waits, and forgets who has left', () => {
    const one = entry(2, 1);
    const list = filled(one);
    expect([list.has(one), list.has(entry(2, 1))]).toEqual([true, false]);
    expect([list.remove(one), list.remove(one), list.has(one)]).toEqual([true, false, false]);
    expect([list.size, list.sizeOf(2), list.oldest()]).toEqual([0, 0, undefined]);
  });

  test('gives up, knows its oldest and counts as a plain array would', () => {
    const entries = fc.uniqueArray(
      fc.record({ priority: fc.constantFrom(...PRIORITY_LEVELS), created_at: fc.nat(1e6) }),
      { selector: ({ created_at }) => created_at, maxLength: 40 },
    );
    fc.assert(
      fc.property(entries, fc.constantFrom(...PRIORITY_LEVELS), (waiting, newcomer) => {
        const list = new WaitingList<Waiting>();
        // In any order, as queries come back after a failed attempt.
        for (const one of waiting) list.put(one);
        const victim = list.evictionCandidate(newcomer);
        const [expected] = waiting
          .filter(({ priority }) => priority > newcomer)
          .toSorted((a, b) => b.priority - a.priority || b.created_at - a.created_at);
        expect(victim).toBe(expected);
        expect(list.oldest()).toBe(waiting.toSorted((a, b) => a.created_at - b.created_at)[0]);
        for (const level of PRIORITY_LEVELS) {
          expect(list.sizeOf(level)).toBe(waiting.filter((one) => one.priority === level).length);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('does what a sorted array would do, whatever happens', () => {
    const step = fc.record({
      priority: fc.constantFrom(...PRIORITY_LEVELS),
      remove: fc.boolean(),
      pick: fc.nat(),
      pause: fc.nat(AGING_MS_PER_LEVEL),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new WaitingList<Entry>();
        const naive: Entry[] = [];
        let now = 0;
        for (const [name, { priority, remove, pick, pause }] of steps.entries()) {
          now += pause + 1;
          const leaving = naive[pick % Math.max(1, naive.length)];
          if (remove && leaving !== undefined) {
            expect(list.remove(leaving)).toBe(true);
            naive.splice(naive.indexOf(leaving), 1);
          } else {
            const coming = entry(priority, now, name);
            list.put(coming);
            naive.push(coming);
          }
          const sorted = naive.toSorted((a, b) => rank(a) - rank(b) || a.priority - b.priority);
          expect(order(list)).toEqual(sorted.map((one) => one.name));
          expect(list.size).toBe(naive.length);
          for (const [position, one] of sorted.entries()) expect(list.position(one)).toBe(position);
        }
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
