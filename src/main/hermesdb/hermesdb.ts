import { GroupCommit } from './group-commit.ts';
import { ModelStore } from './model-store.ts';
import { openDatabase } from './open-database.ts';
import { QueryStore } from './query-store.ts';
import { SecretStore } from './secret-store.ts';
import { SettingsStore } from './settings-store.ts';
import { SpecialtyStore } from './specialty-store.ts';
import { UsageStore } from './usage-store.ts';

/** The registry: one SQLite file, one store per table. */
export interface HermesDB {
  readonly models: ModelStore;
  readonly queries: QueryStore;
  readonly usage: UsageStore;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly specialties: SpecialtyStore;
  /** Whether the file still answers a read. */
  state(): 'ok' | 'damaged';
  /** Commits what waits, then closes. */
  close(): void;
}

/** @throws AppError DATABASE_NEWER, DATABASE_DAMAGED or STORAGE_FULL */
export function openHermesDB(path: string): HermesDB {
  const database = openDatabase(path);
  const commit = new GroupCommit(database);
  const specialties = new SpecialtyStore(database);
  specialties.seed();
  return {
    models: new ModelStore(database),
    queries: new QueryStore(database, commit),
    usage: new UsageStore(database, commit),
    settings: new SettingsStore(database),
    secrets: new SecretStore(database),
    specialties,
    state: () => {
      try {
        database.prepare('SELECT count(*) FROM settings').get();
        return 'ok';
      } catch {
        return 'damaged';
      }
    },
    close: () => {
      commit.flush();
      database.close();
    },
  };
}
