import type { Owned } from '../src/main/switch/queue/caller-turns.ts';
import { FairList } from '../src/main/switch/queue/fair-list.ts';
import { rankOf, type Waiting } from '../src/main/switch/queue/waiting-list.ts';
import { PRIORITY_LEVELS } from '../src/shared/domain/priority.ts';
import { bytes } from '../src/shared/domain/units.ts';
import { median } from './report.ts';

const DEPTH = 10_000;
const STEPS = 20_000;
const ROUNDS = 7;

/** The same numbers in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type Entry = Waiting & Owned;
/** The modules of the family. */
const CALLERS = 10;

function entry(at: number, random: () => number): Entry {
  const priority = PRIORITY_LEVELS[Math.floor(random() * PRIORITY_LEVELS.length)] ?? 3;
  const owner = `caller ${Math.floor(random() * CALLERS)}`;
  const rank = rankOf(at, priority);
  const kind = 'code';
  return { owner, priority, created_at: at, rank, wasPlaced: false, bytes: bytes(100), kind };
}

/** Ten thousand of all priorities and ten callers that came within a minute. */
function filled(random: () => number): { list: FairList<Entry>; all: Entry[] } {
  const list = new FairList<Entry>();
  const all: Entry[] = [];
  for (let index = 0; index < DEPTH; index += 1) {
    const one = entry(index * 6, random);
    all.push(one);
    list.put(one);
  }
  return { list, all };
}

/** Microseconds per step: the median round. */
function time(prepare: () => (step: number) => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const act = prepare();
    const started = performance.now();
    for (let step = 0; step < STEPS; step += 1) act(step);
    return ((performance.now() - started) * 1000) / STEPS;
  });
  return median(rounds);
}

/** One comes, the first goes: as a busy queue lives. */
function putAndGet(): (step: number) => void {
  const random = sequence(1);
  const { list } = filled(random);
  return (step) => {
    list.put(entry(DEPTH * 6 + step, random));
    const first = list.inServiceOrder(1).next().value;
    if (!first) return;
    list.remove(first);
    list.served(first);
  };
}

/** One comes, and one from anywhere leaves: cancelled, expired. */
function putAndRemove(): (step: number) => void {
  const random = sequence(2);
  const { list, all } = filled(random);
  return (step) => {
    const index = Math.floor(random() * all.length);
    const leaving = all[index];
    const coming = entry(DEPTH * 6 + step, random);
    if (leaving !== undefined) list.remove(leaving);
    all[index] = coming;
    list.put(coming);
  };
}

function position(): (step: number) => void {
  const random = sequence(3);
  const { list, all } = filled(random);
  return () => {
    const one = all[Math.floor(random() * all.length)];
    if (one !== undefined) list.position(one);
  };
}

/** A full queue: the last of the lowest leaves, a newcomer comes. */
function evict(): (step: number) => void {
  const random = sequence(4);
  const { list } = filled(random);
  return (step) => {
    const victim = list.evictionCandidates(0).next().value;
    if (victim) list.remove(victim);
    const at = DEPTH * 6 + step;
    list.put({ ...entry(at, random), priority: 3, rank: rankOf(at, 3) });
  };
}

export function benchWaitingList(): (readonly [string, string, string])[] {
  const shown = (microseconds: number): string => `${microseconds.toFixed(2)} µs`;
  return [
    ['queue at depth 10,000: put + get', shown(time(putAndGet)), '≤ 5 µs'],
    ['queue at depth 10,000: put + remove from anywhere', shown(time(putAndRemove)), ''],
    ['queue at depth 10,000: evict + put', shown(time(evict)), '≤ 5 µs'],
    ['queue at depth 10,000: position', shown(time(position)), ''],
  ];
}
