import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRIORITY_LEVELS, type PriorityLevel } from '../../../shared/domain/priority.ts';
import { bytes } from '../../../shared/domain/units.ts';
import type { Owned } from './caller-turns.ts';
import { FairList } from './fair-list.ts';
import { rankOf, type Waiting } from './waiting-list.ts';

interface Entry extends Waiting, Owned {
  readonly name: string;
}

function entry(
  owner: string,
  created_at: number,
  { priority = 2, rank }: { priority?: PriorityLevel; rank?: number } = {},
): Entry {
  return {
    name: `${owner}${created_at}`,
    owner,
    priority,
    created_at,
    rank: rank ?? rankOf(created_at, priority),
    wasPlaced: rank !== undefined,
    bytes: bytes(1),
    kind: 'code',
  };
}

const flood = (owner: string, count: number, from = 0, priority: PriorityLevel = 2): Entry[] =>
  Array.from({ length: count }, (_, index) => entry(owner, from + index, { priority }));

function filled(entries: readonly Entry[]): FairList<Entry> {
  const list = new FairList<Entry>();
  for (const one of entries) list.put(one);
  return list;
}

/** Serves the next. */
function serve(list: FairList<Entry>): Entry | undefined {
  const next = list.inServiceOrder(1).next().value ?? undefined;
  if (next === undefined) return undefined;
  list.remove(next);
  list.served(next);
  return next;
}
const serveMany = (list: FairList<Entry>, count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => serve(list)?.name);
const order = (list: FairList<Entry>): string[] =>
  [...list.inServiceOrder()].map(({ name }) => name);

const arrivals = fc.array(
  fc.record({
    owner: fc.constantFrom('a', 'b', 'c'),
    priority: fc.constantFrom(...PRIORITY_LEVELS),
    gap: fc.nat(90_000),
  }),
  { maxLength: 40 },
);
/** Nobody arrives in the same millisecond as another. */
function arrived(list: readonly { owner: string; priority: PriorityLevel; gap: number }[]) {
  let now = 0;
  return list.map(({ owner, priority, gap }) => {
    now += gap + 1;
    return entry(owner, now, { priority });
  });
}
const always = (check: (entries: readonly Entry[]) => void): void =>
  fc.assert(
    fc.property(arrivals, (list) => check(arrived(list))),
    { seed: 11 },
  );

describe('callers of one level', () => {
  test('are served by turns: one of another comes soon, however late it is', () => {
    for (const late of [600, 60_000, 3_600_000]) {
      const list = filled(flood('a', 500));
      serveMany(list, 100);
      list.put(entry('b', late));
      expect(serveMany(list, 2)).toContain(`b${late}`);
    }
  });

  test('that both send many have the same share from then on', () => {
    const list = filled(flood('a', 500));
    serveMany(list, 200);
    for (const one of flood('b', 100, 1000)) list.put(one);
    const shares = serveMany(list, 100).filter((name) => name?.startsWith('b'));
    expect(shares).toHaveLength(50);
  });

  test('are not passed over by a stream of single ones', () => {
    const list = filled(flood('a', 3));
    const served: (string | undefined)[] = [];
    for (let time = 10; time < 20; time += 1) {
      list.put(entry('b', time));
      served.push(serve(list)?.owner);
    }
    expect(served.join('')).toBe('abababbbbb');
  });

  test('keep the order of their own', () => {
    always((entries) => {
      const list = filled(entries);
      const served = Array.from(entries, () => serve(list));
      for (const owner of ['a', 'b', 'c']) {
        for (const priority of PRIORITY_LEVELS) {
          const own = served.filter((one) => one?.owner === owner && one.priority === priority);
          expect(own).toEqual(own.toSorted((x, y) => (x?.rank ?? 0) - (y?.rank ?? 0)));
        }
      }
    });
  });

  test('lose nothing while they are alone', () => {
    always((entries) => {
      const list = filled(entries.map((one) => ({ ...one, owner: 'a' })));
      expect([...list.inServiceOrder()]).toEqual([...list.inRankOrder()]);
    });
  });
});

describe('whoever waits', () => {
  test('is served in the end, whoever goes on coming', () => {
    always((entries) => {
      const patient = entry('p', 0, { priority: 3 });
      const list = filled([patient, ...entries]);
      const callers = 5;
      for (let round = 0; list.has(patient); round += 1) {
        expect(round).toBeLessThanOrEqual(entries.length + callers);
        serve(list);
        const priority = round % 2 === 0 ? 0 : 3; // More urgent ones, and others of its own level.
        list.put(entry(`n${round % callers}`, 5_000_000 + round, { priority }));
      }
    });
  });

  test('is listed where it will be served', () => {
    always((entries) => {
      const list = filled(entries);
      const listed = order(list);
      expect(serveMany(list, entries.length)).toEqual(listed);
    });
  });

  test('knows its place among those of its level', () => {
    always((entries) => {
      const list = filled(entries.map((one) => ({ ...one, priority: 2 as const })));
      serve(list);
      serve(list);
      const places = [...list.inServiceOrder()].map((one) => list.position(one));
      expect(places).toEqual(places.map((_, index) => index));
    });
  });

  test('was put first by an operator goes first, whoever’s turn it is', () => {
    const list = filled([...flood('a', 3), ...flood('b', 3, 10)]);
    serve(list);
    const moved = entry('a', 2, { rank: -1 });
    list.put(moved);
    expect(list.position(moved)).toBe(0);
    expect(serve(list)).toBe(moved);
  });

  test('leaves no trace when it goes', () => {
    const [one, two] = [entry('a', 1), entry('b', 2)];
    const list = filled([one, two]);
    expect([list.remove(one), list.remove(one)]).toEqual([true, false]);
    expect(order(list)).toEqual([two.name]);
    expect(list.position(one)).toBe(0);
  });
});

test('a level is as old as its oldest, also when another caller has the turn', () => {
  const list = filled([...flood('a', 2, 0, 3), entry('urgent', 200_000, { priority: 0 })]);
  serve(list);
  list.put(entry('b', 190_000, { priority: 3 }));
  expect(serveMany(list, 3)).toEqual(['b190000', 'a1', 'urgent200000']);
});
