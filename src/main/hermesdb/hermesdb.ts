import { Contents } from './contents.ts';
import { DownloadStore } from './download-store.ts';
import { FeedbackStore } from './feedback-store.ts';
import { GroupCommit } from './group-commit.ts';
import { MemoryStore } from './memory-store.ts';
import { ModelStore } from './model-store.ts';
import { openDatabase } from './open-database.ts';
import { QueryStore } from './query-store.ts';
import { RetentionStore } from './retention-store.ts';
import { RotationStore } from './rotation-store.ts';
import { SecretStore } from './secret-store.ts';
import { SettingsStore } from './settings-store.ts';
import { SpecialtyStore } from './specialty-store.ts';
import { UsageStore } from './usage-store.ts';

/** The registry: one SQLite file, one store per table. */
export interface HermesDB {
  readonly feedback: FeedbackStore;
  readonly downloads: DownloadStore;
  readonly memory: MemoryStore;
  readonly models: ModelStore;
  readonly queries: QueryStore;
  readonly retention: RetentionStore;
  readonly rotations: RotationStore;
  readonly usage: UsageStore;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  readonly specialties: SpecialtyStore;
  /** Whether the file still answers a read. */
  state(): 'ok' | 'damaged';
  /** Queries that have not ended; readable after `close`, too. */
  unfinished(): number;
  /** Commits what waits, then closes. */
  close(): void;
}

export interface HermesDBOptions {
  /** Whether what was asked and answered stays after the end of a query. */
  readonly keepsContent?: boolean;
}

/** @throws AppError DATABASE_NEWER, DATABASE_DAMAGED or STORAGE_FULL */
export function openHermesDB(
  path: string,
  { keepsContent = true }: HermesDBOptions = {},
): HermesDB {
  const database = openDatabase(path);
  const commit = new GroupCommit(database);
  const contents = new Contents(database);
  const queries = new QueryStore(database, { commit, contents, keepsContent });
  let left = 0;
  const specialties = new SpecialtyStore(database);
  specialties.seed();
  return {
    feedback: new FeedbackStore(database, commit),
    downloads: new DownloadStore(database),
    memory: new MemoryStore(database),
    models: new ModelStore(database),
    queries,
    retention: new RetentionStore(database, commit, contents),
    rotations: new RotationStore(database, commit),
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
    unfinished: () => (database.open ? queries.countUnfinished() : left),
    close: () => {
      commit.flush();
      left = queries.countUnfinished();
      database.close();
    },
  };
}
