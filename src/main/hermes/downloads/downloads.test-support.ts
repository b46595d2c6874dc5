import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { TestHub } from '../../../../tools/test-hub/test-hub.ts';
import type { SystemEvent } from '../../../shared/contract/events.ts';
import type { Download, DownloadState, StoredDownload } from '../../../shared/domain/download.ts';
import { epochMs, milliseconds } from '../../../shared/domain/units.ts';
import { createWorld, type World } from '../library.test-support.ts';
import type { DownloadStorePort } from '../ports.ts';
import { Downloads, type DownloadsParts } from './downloads.ts';
import { HubAddress } from './hub-address.ts';
import { HubClient, type HubClientParts } from './hub-client.ts';

/** A clock that stands still until a test moves it. */
export class HandClock {
  #now = Date.UTC(2026, 10, 1);
  #due: { readonly at: number; readonly run: () => void }[] = [];

  now = () => epochMs(this.#now);

  after = (delay: number, run: () => void): (() => void) => {
    const one = { at: this.#now + delay, run };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  };

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#due.filter(({ at }) => at <= this.#now);
    this.#due = this.#due.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

function memoryStore(): DownloadStorePort {
  const rows = new Map<string, StoredDownload>();
  return {
    all: () => [...rows.values()],
    save: (row) => void rows.set(row.download_id, structuredClone(row)),
    remove: (id) => void rows.delete(id),
  };
}

type Changes = Partial<DownloadsParts> & Partial<Pick<HubClientParts, 'token' | 'stall'>>;

/** A home, the test hub, and downloads between them, which can be started anew on the same home. */
export class DownloadWorld {
  readonly hub: TestHub;
  readonly folder: string;
  readonly world: World = createWorld();
  readonly clock = new HandClock();
  readonly store = memoryStore();
  #listeners = new Set<(download: Download) => void>();

  constructor(root: string, hub: TestHub) {
    this.hub = hub;
    this.folder = join(mkdtempSync(join(root, 'home-')), 'models');
    mkdirSync(this.folder);
  }

  /** As the next start of the product would make them. */
  downloads({ token, stall, ...changes }: Changes = {}): Downloads {
    const { clock, store, folder, world, hub } = this;
    const downloads = new Downloads({
      client: new HubClient({
        hub: new HubAddress(hub.endpoint),
        token: token ?? (() => undefined),
        now: () => epochMs(Date.now()),
        stall: stall ?? milliseconds(20_000),
      }),
      library: world.library(),
      store,
      clock,
      folder,
      events: { publish: (event) => this.#hear(event) },
      random: () => 0.5,
      log: { info: () => undefined, error: () => undefined },
      sizeLimit: 2 ** 31,
      atOnce: 2,
      ...changes,
    });
    downloads.start();
    return downloads;
  }

  /** Resolves when a download is told to be in one of these states. */
  async reaches(downloads: Downloads, id: string, ...states: DownloadState[]): Promise<Download> {
    return this.until(downloads, id, ({ state }) => states.includes(state));
  }

  async until(
    downloads: Downloads,
    id: string,
    isSo: (download: Download) => boolean,
  ): Promise<Download> {
    const known = downloads.list().find(({ download_id }) => download_id === id);
    if (known !== undefined && isSo(known)) return known;
    return new Promise((resolve) => {
      const listen = (told: Download): void => {
        if (told.download_id !== id || !isSo(told)) return;
        this.#listeners.delete(listen);
        resolve(told);
      };
      this.#listeners.add(listen);
    });
  }

  #hear(event: SystemEvent): void {
    this.world.events.push(event);
    if (event.type !== 'download') return;
    for (const listen of this.#listeners) listen(event);
  }
}
