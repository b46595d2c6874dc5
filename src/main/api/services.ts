import type { Health, SpecialtyDetail, Statistics, Status } from '../../shared/contract/system.ts';
import type { EventBus } from '../core/event-bus.ts';
import type { Downloads } from '../hermes/downloads/downloads.ts';
import type { Importer } from '../hermes/import-model.ts';
import type { Library } from '../hermes/library.ts';
import type { ModelSearch } from '../hermes/search/model-search.ts';
import type { Retention } from '../switch/keeping/retention.ts';
import type { Switch } from '../switch/switch.ts';

/** What the operations call. Built once, in compose.ts. */
export interface Services {
  readonly version: string;
  readonly switch: Switch;
  readonly retention: Retention;
  readonly library: Library;
  readonly importer: Importer;
  readonly downloads: Downloads;
  readonly modelSearch: ModelSearch;
  readonly events: EventBus;
  specialties(): readonly SpecialtyDetail[];
  health(): Health;
  status(): Status;
  statistics(): Statistics;
}
