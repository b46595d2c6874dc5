import type { Database, Statement } from 'better-sqlite3';
import type { KeptValuesPort } from '../switch/ports.ts';
import { sqliteError } from './sqlite-error.ts';

/** Small values the product keeps for itself, by key; what the operator sets is in config.json. */
export class SettingsStore implements KeptValuesPort {
  readonly #get: Statement<[string], { readonly value: string }>;
  readonly #set: Statement<[string, string, number]>;

  constructor(database: Database) {
    this.#get = database.prepare('SELECT value FROM settings WHERE key = ?');
    this.#set = database.prepare(`
      INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`);
  }

  /** @returns undefined when nothing is stored; the caller parses, since files can be edited. */
  get(key: string): unknown {
    const row = this.#get.get(key);
    return row && JSON.parse(row.value);
  }

  /** @throws AppError STORAGE_… */
  set(key: string, value: unknown): void {
    try {
      this.#set.run(key, JSON.stringify(value), Date.now());
    } catch (caught) {
      throw sqliteError(caught);
    }
  }
}
