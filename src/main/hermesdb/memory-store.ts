import type { Database, Statement } from 'better-sqlite3';
import type { MemoryCorrection, MemoryCorrectionPort } from '../engine/ports.ts';

/** What loads taught about the estimate of memory, one row for each architecture. */
export class MemoryStore implements MemoryCorrectionPort {
  readonly #get: Statement<[string], MemoryCorrection>;
  readonly #save: Statement<[MemoryCorrection & { readonly updated_at: number }]>;

  constructor(database: Database) {
    this.#get = database.prepare(`
      SELECT architecture, ratio, loads, estimated_bytes, measured_bytes
      FROM memory_corrections WHERE architecture = ?`);
    this.#save = database.prepare(`
      INSERT INTO memory_corrections
        (architecture, ratio, loads, estimated_bytes, measured_bytes, updated_at)
      VALUES (@architecture, @ratio, @loads, @estimated_bytes, @measured_bytes, @updated_at)
      ON CONFLICT (architecture) DO UPDATE SET ratio = excluded.ratio, loads = excluded.loads,
        estimated_bytes = excluded.estimated_bytes, measured_bytes = excluded.measured_bytes,
        updated_at = excluded.updated_at`);
  }

  correctionOf(architecture: string): MemoryCorrection | undefined {
    return this.#get.get(architecture);
  }

  saveCorrection(correction: MemoryCorrection): void {
    this.#save.run({ ...correction, updated_at: Date.now() });
  }
}
