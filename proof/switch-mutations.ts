/** A bug for each promise of DESIGN §4: what stands in the source, and what is planted there. */
export interface Mutation {
  readonly breaks: string;
  /** In `src/main/switch`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    breaks: '1: every acknowledged query ends',
    file: 'dispatcher.ts',
    from: `    const decision = job.putBack(choice, this.#parts.clock.now());
    this.waiting.put(job);`,
    to: '    const decision = job.putBack(choice, this.#parts.clock.now());',
  },
  {
    breaks: '2: nothing acknowledged is lost at a restart',
    file: 'keeping/recover.ts',
    from: 'jobs.push(Job.fromStored(stored));',
    to: '',
  },
  {
    breaks: '2: acknowledged means committed',
    file: 'switch.ts',
    from: 'await this.#parts.queries.insert(row);',
    to: 'void this.#parts.queries.insert(row);',
  },
  {
    breaks: '3: a key stands for one body',
    file: 'switch.ts',
    from: 'first.body_hash === row.body_hash',
    to: "first.body_hash !== ''",
  },
  {
    breaks: '4: a full queue never gives up an equal',
    file: 'queue/waiting-list.ts',
    from: 'level > newcomer',
    to: 'level >= newcomer',
  },
  {
    breaks: '5: a working model is never unloaded',
    file: 'deciding/plan.ts',
    from: 'if (this.#isIdle(victim)) {',
    to: 'if (!this.#claimed.has(victim)) {',
  },
  {
    breaks: '6: one slot is kept for priorities 0 and 1',
    file: 'deciding/plan.ts',
    from: 'slots : slots - 1;',
    to: 'slots : slots;',
  },
  {
    breaks: '6: a LOW answer is put back for a CRITICAL one',
    file: 'deciding/plan.ts',
    from: 'if (job.priority > MAY_PUT_BACK) {',
    to: 'if (job.priority >= MAY_PUT_BACK) {',
  },
  {
    breaks: '6: what was put back loses nothing',
    file: 'job.ts',
    from: 'if (!goesOn) this.#forgetAnswer();',
    to: 'this.#forgetAnswer();',
  },
  {
    breaks: '7: looking never wakes',
    file: 'switch.ts',
    from: 'const { jobs, waiting } = this.dispatcher;\n    const outlook',
    to: `const { jobs, waiting } = this.dispatcher;
    const [idle] = this.#parts.catalog.usable();
    if (idle) void this.dispatcher.fleet.load(idle.id, '');
    const outlook`,
  },
  {
    breaks: '8: every decision is on record',
    file: 'dispatcher.ts',
    from: 'queries.begin(job.row.query_id, decision, now)',
    to: 'queries.begin(job.row.query_id, { ...decision, candidates: [] }, now)',
  },
  {
    breaks: '9: cancel ends',
    file: 'dispatcher.ts',
    from: 'else job.abort?.abort(ending.error);',
    to: '',
  },
  {
    breaks: '9: a disconnect cancels',
    file: 'switch.ts',
    from: 'if (job.row.idempotency_key !== null || job.attached) return;',
    to: 'return;',
  },
];
