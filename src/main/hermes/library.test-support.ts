import type { SystemEvent } from '../../shared/contract/events.ts';
import type { ResidentModel } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import { Library } from './library.ts';
import type { ModelStorePort, UsagePort } from './ports.ts';

/** The registry as the database keeps it: a row keeps where it came from and since when. */
export function memoryStore(): ModelStorePort {
  const rows = new Map<ModelId, StoredModel>();
  return {
    all: () => [...rows.values()],
    get: (id) => rows.get(id),
    withHash: (sha256) => [...rows.values()].find((model) => model.sha256 === sha256),
    save: (model) => {
      const { source, created_at } = rows.get(model.id) ?? model;
      rows.set(model.id, { ...model, source, created_at });
    },
    setFileStamp: (id, file_stamp) => {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, file_stamp });
    },
  };
}

const UNUSED: ReturnType<UsagePort['ofModel']> = {
  uses: 0,
  success_rate: null,
  token_count: 0,
  tokens_per_second: null,
  last_used: null,
};

/** What the rest of the product is, as far as the library can see; tests change it. */
export interface World {
  readonly store: ModelStorePort;
  /** Everything published, oldest first. */
  readonly events: SystemEvent[];
  residents: readonly ResidentModel[];
  active: ModelId | null;
  readonly usage: Map<ModelId, ReturnType<UsagePort['ofModel']>>;
  /** A library as the next start would make it. */
  library(): Library;
}

const HEALTHY = { state: 'ok', code: null, reason: null, retry_at: null } as const;

export function createWorld(): World {
  const world: World = {
    store: memoryStore(),
    events: [],
    residents: [],
    active: null,
    usage: new Map(),
    library: () =>
      new Library({
        store: world.store,
        usage: { ofModel: (id) => world.usage.get(id) ?? UNUSED },
        residency: {
          residents: () => world.residents,
          active: () => world.active,
          health: () => HEALTHY,
        },
        events: { publish: (event) => world.events.push(event) },
      }),
  };
  return world;
}
