import { readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const PARTIAL = /^\.download-(.+)\.partial$/;

/** The files of downloads that are not whole, in the home's folder of models. */
export class PartialFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(id: string): string {
    return join(this.#folder, `.download-${id}.partial`);
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Removes those of downloads that nobody knows. */
  clear(known: (id: string) => boolean): void {
    for (const entry of readdirSync(this.#folder, { withFileTypes: true })) {
      const [, id] = PARTIAL.exec(entry.name) ?? [];
      if (id === undefined || !entry.isFile() || known(id)) continue;
      rmSync(join(this.#folder, entry.name), { force: true });
    }
  }
}
