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
    breaks: '1: it ends once',
    file: 'dispatcher.ts',
    from: '        return this.#close(job, end.ending);',
    to: `        void this.#close(job, end.ending);
        return this.#brokeOff(job, model, end.ending.error);`,
  },
  {
    breaks: '1: its end is told once',
    file: 'dispatcher.ts',
    from: 'this.#announce(job, outcome.state);',
    to: `this.#announce(job, outcome.state);
    this.#announce(job, outcome.state);`,
  },
  {
    breaks: '1: its caller can read it, and nobody else',
    file: 'switch.ts',
    from: 'return stored !== undefined && mayRead(stored.owner)',
    to: 'return stored !== undefined',
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
    breaks: '2: an answer is told when it is on record',
    file: 'keeping/closing.ts',
    from: '    await this.#tries.run(',
    to: `    if (outcome.state === 'succeeded') {
      job.readers.tell({ type: 'done', answer: toAnswer(job.row, outcome, this.labelOf.bind(this)) });
    }
    await this.#tries.run(`,
  },
  {
    breaks: '2: at most three attempts',
    file: 'job.ts',
    from: 'export const MAX_ATTEMPTS = 3;',
    to: 'export const MAX_ATTEMPTS = 4;',
  },
  {
    breaks: '2: the attempts before a restart count',
    file: 'job.ts',
    from: 'new Job(stored, stored.attempts, stored.decisions)',
    to: 'new Job(stored, 0, stored.decisions)',
  },
  {
    breaks: '3: a key stands for one body',
    file: 'tickets.ts',
    from: 'first.body_hash === row.body_hash',
    to: "first.body_hash !== ''",
  },
  {
    breaks: '3: a key stands for one query',
    file: 'tickets.ts',
    from: 'const ticket = this.#earlier(row) ?? commit();',
    to: 'const ticket = commit();',
  },
  {
    breaks: '3: keys are of their caller',
    file: 'tickets.ts',
    from: 'JSON.stringify([row.owner, row.module_id, row.idempotency_key])',
    to: 'JSON.stringify([row.idempotency_key])',
  },
  {
    breaks: '3: a key is kept for a day',
    file: 'keeping/retention-rules.ts',
    from: 'return has_key && created_at >= now - DAY;',
    to: 'return has_key && created_at >= now;',
  },
  {
    breaks: '4: a full queue never gives up an equal',
    file: 'queue/waiting-list.ts',
    from: 'level > newcomer',
    to: 'level >= newcomer',
  },
  {
    breaks: '4: the newest of the lowest goes',
    file: 'queue/waiting-list.ts',
    from: 'of this.#lane(level).fromLast()',
    to: 'of this.#lane(level).inOrder()',
  },
  {
    breaks: '4: no more than fit into the queue',
    file: 'queue/make-room.ts',
    from: 'tooMany -= 1;',
    to: 'tooMany = 0;',
  },
  {
    breaks: '4: whoever is evicted is told that',
    file: 'switch.ts',
    from: `state: 'evicted', error }`,
    to: `state: 'cancelled', error }`,
  },
  {
    breaks: '4: the last that ended stay readable',
    file: 'keeping/retention-rules.ts',
    from: 'historyEnd ?? 0',
    to: 'now',
  },
  {
    breaks: '5: a working model is never unloaded',
    file: 'deciding/pass.ts',
    from: 'const isIdle = this.#isIdle(victim);',
    to: 'const isIdle = !this.#claimed.has(victim);',
  },
  {
    breaks: '5: no more models in memory than places',
    file: 'deciding/pass.ts',
    from: 'snapshot.max_resident - placed.length',
    to: 'snapshot.max_resident + 1 - placed.length',
  },
  {
    breaks: '6: nothing starves',
    file: 'queue/waiting-list.ts',
    from: 'return created_at + priority * AGING_MS_PER_LEVEL;',
    to: 'return created_at + priority * AGING_MS_PER_LEVEL * 1e6;',
  },
  {
    breaks: '6: the more urgent goes first',
    file: 'queue/waiting-list.ts',
    from: 'return created_at + priority * AGING_MS_PER_LEVEL;',
    to: 'return created_at;',
  },
  {
    breaks: '6: equals of a model in memory go first',
    file: 'deciding/collation.ts',
    from: 'if (collation_period === 0) return false;',
    to: 'return false;',
  },
  {
    breaks: '6: within a bound',
    file: 'deciding/collation.ts',
    from: 'now < passedOverSince + collation_period',
    to: 'true',
  },
  {
    breaks: '6: one slot is kept for priorities 0 and 1',
    file: 'deciding/plan-terms.ts',
    from: 'slots : slots - 1;',
    to: 'slots : slots;',
  },
  {
    breaks: '6: a LOW answer is put back for a CRITICAL one',
    file: 'deciding/pass.ts',
    from: 'if (job.priority > MAY_PUT_BACK) {',
    to: 'if (job.priority >= MAY_PUT_BACK) {',
  },
  {
    breaks: '6: LOW answers leave a model in the way of a CRITICAL query',
    file: 'deciding/pass.ts',
    from: 'this.#drain(victim) < Drain.unknown',
    to: 'this.#drain(victim) < Drain.yields',
  },
  {
    breaks: '6: what was put back waits behind',
    file: 'deciding/plan.ts',
    from: 'job.behind === null ? [job] : [job.behind, job]',
    to: '[job]',
  },
  {
    breaks: '6: what was put back loses nothing',
    file: 'job.ts',
    from: 'if (!goesOn) this.#forgetAnswer();',
    to: 'this.#forgetAnswer();',
  },
  {
    breaks: '6: what was put back goes on where it was',
    file: 'job.ts',
    from: `this.demand.begun_on = this.model;
    this.model = null;`,
    to: 'this.model = null;',
  },
  {
    breaks: '6: being put back costs no attempt',
    file: 'job.ts',
    from: `    this.attempts -= 1;
`,
    to: '',
  },
  {
    breaks: '7: looking never wakes',
    file: 'switch.ts',
    from: 'const { jobs, waiting } = this.dispatcher;\n    const outlook',
    to: `const { jobs, waiting } = this.dispatcher;
    const [idle] = this.#parts.catalog.usable();
    if (idle) void this.dispatcher.fleet.load(idle.id, { cause: 'operator', reason: '' });
    const outlook`,
  },
  {
    breaks: '7: looking resets no idle timer',
    file: 'fleet.ts',
    from: '    const state = this.residents().find(({ model_id }) => model_id === light.model_id)?.state;',
    to: `    this.#lightIdle.leavesAt(undefined, this.#parts.clock.now());
    const state = this.residents().find(({ model_id }) => model_id === light.model_id)?.state;`,
  },
  {
    breaks: '7: looking at what is foretold wakes nothing',
    file: 'rotating/rotator.ts',
    from: 'const outlook = this.warmer.outlook(now);',
    to: `const outlook = this.warmer.outlook(now);
    const [guess] = outlook.chosen.values();
    if (guess) this.rotate(guess);`,
  },
  {
    breaks: 'rotation: a pinned model leaves for nobody',
    file: 'deciding/pass.ts',
    from: 'return !this.#snapshot.rotation.pinned.has(model);',
    to: 'return true;',
  },
  {
    breaks: 'rotation: nor for having nothing to do',
    file: 'rotating/warmer.ts',
    from: 'pinned: pins.inForce,',
    to: 'pinned: new Set(),',
  },
  {
    breaks: 'rotation: pins last beyond a restart',
    file: 'rotating/pins.ts',
    from: 'this.#memory.set(KEY, wanted);',
    to: '',
  },
  {
    breaks: 'rotation: what is let go ends its answers first',
    file: 'deciding/pass.ts',
    from: "state === 'unloading' || !this.#isIdle(model)) continue;",
    to: "state === 'unloading') continue;",
  },
  {
    breaks: 'rotation: a crash closes a stay in memory',
    file: 'fleet.ts',
    from: "this.presence.gone(id, { cause: 'failure', reason: error.message });",
    to: '',
  },
  {
    breaks: 'rotation: so does the start after one',
    file: 'rotating/rotation-history.ts',
    from: "this.#empty({ cause: 'failure', reason });",
    to: '',
  },
  {
    breaks: 'rotation: what is idle for long leaves',
    file: 'predicting/warm.ts',
    from: 'if (idle !== null) return idle;',
    to: '',
  },
  {
    breaks: '8: every decision is on record',
    file: 'attempt.ts',
    from: 'queries.begin(job.row.query_id, this.#decision, this.#began)',
    to: 'queries.begin(job.row.query_id, { ...this.#decision, candidates: [] }, this.#began)',
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
    from: 'if (job.row.idempotency_key !== null || job.readers.any) return;',
    to: 'return;',
  },
  {
    breaks: '9: but not a query with a key',
    file: 'switch.ts',
    from: 'if (job.row.idempotency_key !== null || job.readers.any) return;',
    to: 'if (job.readers.any) return;',
  },
  {
    breaks: '9: the end of the product is no disconnect',
    file: 'stopping.ts',
    from: `return { state: 'suspended', error };`,
    to: `return { state: 'cancelled', error };`,
  },
];
