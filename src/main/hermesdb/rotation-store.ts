import type { Database, Statement } from 'better-sqlite3';
import * as z from 'zod';
import { modelId } from '../../shared/domain/ids.ts';
import { rotationCauseSchema, rotationStateSchema } from '../../shared/domain/rotation.ts';
import { epochMs } from '../../shared/domain/units.ts';
import type { RotationStorePort, Transition } from '../switch/ports.ts';
import type { GroupCommit } from './group-commit.ts';

/** Rows that stay. */
const KEPT = 1000;
/** Older ones leave together: each removal by itself would cost as much as the row did. */
const REMOVED_TOGETHER = 100;

const rowSchema = z.object({
  at: z.number().transform(epochMs),
  model_id: z.string().transform(modelId),
  state: rotationStateSchema,
  cause: rotationCauseSchema,
  reason: z.string(),
  took_s: z.number().nullable(),
});

/** How models came and went, one row for each change of state. */
export class RotationStore implements RotationStorePort {
  readonly #commit: GroupCommit;
  readonly #insert: Statement<[Transition]>;
  readonly #recent: Statement<[number]>;
  readonly #prune: Statement<[number]>;

  constructor(database: Database, commit: GroupCommit) {
    this.#commit = commit;
    this.#insert = database.prepare(`
      INSERT INTO rotation_history (at, model_id, state, cause, reason, took_s)
      VALUES (@at, @model_id, @state, @cause, @reason, @took_s)`);
    this.#recent = database.prepare(`
      SELECT at, model_id, state, cause, reason, took_s
      FROM rotation_history ORDER BY id DESC LIMIT ?`);
    this.#prune = database.prepare('DELETE FROM rotation_history WHERE id <= ?');
  }

  record(transition: Transition): Promise<void> {
    return this.#commit.write(() => {
      const id = Number(this.#insert.run(transition).lastInsertRowid);
      if (id % REMOVED_TOGETHER === 0) this.#prune.run(id - KEPT);
    });
  }

  recent(limit: number): readonly Transition[] {
    return this.#recent
      .all(limit)
      .map((row) => rowSchema.parse(row))
      .toReversed();
  }
}
