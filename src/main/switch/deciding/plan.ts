import { Pass } from './pass.ts';
import { type Action, type Applicant, decided, LOOKAHEAD, type Snapshot } from './plan-terms.ts';

/**
 * By rank, but one that was put back comes after the one it made room for. Its rank may be better,
 * after a long answer, and it would take back the slot it has just given.
 */
function* inTurn<Job extends Applicant<Job>>(waiting: Iterable<Job>): Generator<Job, void, void> {
  const seen = new Set<Job>();
  for (const job of waiting) {
    for (const one of job.behind === null ? [job] : [job.behind, job]) {
      if (!seen.has(one)) yield one;
      seen.add(one);
    }
  }
}

/**
 * What to do now. A pure function of the snapshot: nothing is remembered between passes, so a
 * draining model stops draining by itself when the query it made room for is gone.
 */
export function plan<Job extends Applicant<Job>>(snapshot: Snapshot<Job>): readonly Action<Job>[] {
  const queue = inSight(snapshot.waiting).map((job) => {
    return { job, choice: decided(snapshot, job) };
  });
  const pass = new Pass(snapshot, queue);
  pass.release(snapshot.rotation.released);
  for (const one of snapshot.rotation.called) pass.bringCalled(one);
  for (const one of queue) pass.consider(one);
  for (const job of snapshot.running) if (pass.isAnsweredByLight(job)) pass.prepareFor(job);
  if (snapshot.wished !== undefined) pass.prepareFor(snapshot.wished);
  if (snapshot.rotation.foreseen !== null) pass.foresee(snapshot.rotation.foreseen);
  return pass.actions;
}

/** In turn, and of each level no more than a pass looks at. */
function inSight<Job extends Applicant<Job>>(waiting: Iterable<Job>): readonly Job[] {
  const looked = [0, 0, 0, 0];
  return [...inTurn(waiting)].filter(({ priority }) => {
    const before = looked[priority] ?? 0;
    looked[priority] = before + 1;
    return before < LOOKAHEAD;
  });
}
