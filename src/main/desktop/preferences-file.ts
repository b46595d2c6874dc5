import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { writeFileAtomically } from '../core/write-file-atomically.ts';

const pixels = z.int().min(-100_000).max(100_000);
const extent = z.int().min(1).max(100_000);

/** Each entry by itself: what is damaged or of another version falls back alone. */
const preferencesSchema = z.object({
  /** Closing the window leaves the app at work, with an icon in the tray. */
  keep_running: z.boolean().catch(true),
  window: z
    .object({
      bounds: z.object({ x: pixels, y: pixels, width: extent, height: extent }),
      maximized: z.boolean(),
    })
    .nullable()
    .catch(null),
});
export type Preferences = z.infer<typeof preferencesSchema>;

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {}; // The first start, or a damaged file: nothing in it is worth an error.
  }
}

/** What the desktop remembers between starts, apart from the product's settings. */
export class PreferencesFile {
  readonly #path: string;
  #current: Preferences;

  constructor(path: string) {
    this.#path = path;
    this.#current = preferencesSchema.catch({ keep_running: true, window: null }).parse(read(path));
  }

  get current(): Preferences {
    return this.#current;
  }

  /** @throws Error when it cannot be written; the change holds for this run in any case */
  change(changed: Partial<Preferences>): void {
    this.#current = { ...this.#current, ...changed };
    writeFileAtomically(this.#path, `${JSON.stringify(this.#current, null, 2)}\n`);
  }
}
