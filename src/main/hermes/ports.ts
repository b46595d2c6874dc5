import type { SystemEvent } from '../../shared/contract/events.ts';
import type { StoredDownload } from '../../shared/domain/download.ts';
import type { ResidentModel } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { ModelHealth, StoredModel } from '../../shared/domain/model.ts';
import type { Bytes } from '../../shared/domain/units.ts';

/** The registry as Hermes needs it. */
export interface ModelStorePort {
  all(): readonly StoredModel[];
  get(id: ModelId): StoredModel | undefined;
  withHash(sha256: string): StoredModel | undefined;
  save(model: StoredModel): void;
  setFileStamp(id: ModelId, stamp: string): void;
}

/** Downloads on record. */
export interface DownloadStorePort {
  /** Oldest first. */
  all(): readonly StoredDownload[];
  /** @throws AppError STORAGE_FULL, STORAGE_FAILED */
  save(download: StoredDownload): void;
  remove(id: string): void;
}

/** What has been measured of a model. */
export interface UsagePort {
  ofModel(id: ModelId): {
    readonly uses: number;
    readonly success_rate: number | null;
    readonly token_count: number;
    readonly tokens_per_second: number | null;
    readonly last_used: number | null;
  };
}

/** Which models are in memory now, for showing only. */
export interface ResidencyPort {
  residents(): readonly ResidentModel[];
  /** The model used last among those in memory. */
  active(): ModelId | null;
  /** Whether it may be used, and if not, why. */
  health(id: ModelId): ModelHealth;
}

export interface EventPort {
  publish(event: SystemEvent): void;
}

/** This machine, for models that are not here yet. */
export interface MachinePort {
  /** Memory that one more model may take now. */
  freeMemory(): Bytes;
  /** Memory that a file would need; an estimate, for nobody has read its header. */
  needOf(file: {
    readonly bytes: Bytes;
    readonly parameters: number;
    readonly context_length: number | null;
  }): Bytes;
}

/** Tokens of the hubs. */
export interface HubTokenPort {
  /** @throws AppError CONFIG_INVALID when it is stored but cannot be decrypted */
  of(provider: 'huggingface' | 'openrouter'): string | undefined;
}
