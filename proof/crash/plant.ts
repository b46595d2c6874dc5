import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod';

export const plantSchema = z.enum(['lost', 'twice', 'attempts']);
export type Plant = z.infer<typeof plantSchema>;

/** Faults that a broken product would have, put into the files between a death and the restart. */
const PLANTS = {
  /** Forgets a query that was acknowledged. */
  lost: `DELETE FROM queries WHERE query_id = @id`,
  /** Answers it once more. */
  twice: `UPDATE queries SET state = 'queued', finished_at = NULL, attempts = 0
    WHERE query_id = @id`,
  /** Tries it more often than promised. */
  attempts: `UPDATE queries SET attempts = 4 WHERE query_id = @id`,
} as const satisfies Record<Plant, string>;

/** @param id a query whose end its caller knows */
export function plant(home: string, kind: Plant, id: string): void {
  const database = new Database(join(home, 'vx11.db'));
  database.pragma('foreign_keys = ON');
  const { changes } = database.prepare(PLANTS[kind]).run({ id });
  database.close();
  if (changes !== 1) throw new Error(`"${kind}" could not be planted in ${id}`);
}
