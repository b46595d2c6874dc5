import type { ModelId } from '../../shared/domain/ids.ts';
import { milliseconds } from '../../shared/domain/units.ts';
import { toAppError } from '../../shared/errors/app-error.ts';
import type { ModelHealth } from './deciding/model-health.ts';
import type { CatalogPort, Clock } from './ports.ts';

/** How often a file that is gone is looked for. */
const LOOK_EVERY_MS = milliseconds(2000);

interface MissingFilesParts {
  readonly catalog: CatalogPort;
  readonly clock: Clock;
  readonly health: ModelHealth;
  /** Told when a file that was gone is back. */
  readonly onFound: (id: ModelId) => void;
}

/** A model whose file was gone is good again as soon as the file is back. */
export class MissingFiles {
  readonly #parts: MissingFilesParts;
  #looking = false;

  constructor(parts: MissingFilesParts) {
    this.#parts = parts;
  }

  /** Looks until none is missing. */
  look(): void {
    const { clock, health } = this.#parts;
    if (this.#looking || health.missing().length === 0) return;
    this.#looking = true;
    clock.after(LOOK_EVERY_MS, () => void this.#lookNow());
  }

  async #lookNow(): Promise<void> {
    const { catalog, health, onFound } = this.#parts;
    const missing = new Set(health.missing());
    for (const model of catalog.usable()) {
      if (!missing.has(model.id)) continue;
      try {
        await catalog.prepare(model);
        health.found(model.id);
        onFound(model.id);
      } catch (caught) {
        // Still gone; of another file in its place the next load says what is wrong.
        if (toAppError(caught).code !== 'MODEL_FILE_MISSING') health.found(model.id);
      }
    }
    this.#looking = false;
    this.look();
  }
}
