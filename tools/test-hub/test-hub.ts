import { Catalogue } from './catalogue/catalogue.ts';
import { REPOSITORIES } from './catalogue/repositories.ts';
import type { Holding, RepositorySpec } from './catalogue/spec.ts';
import { Faults } from './http/faults.ts';
import { Ledger } from './http/ledger.ts';
import { Origin } from './http/origin.ts';
import { answerDownload, refuseDownload } from './hugging-face/cdn.ts';
import { HuggingFace } from './hugging-face/hugging-face.ts';
import { Quotas } from './hugging-face/quotas.ts';
import { refuse as refuseApi } from './hugging-face/refusals.ts';
import { Resolver } from './hugging-face/resolver.ts';
import { SignedUrls } from './hugging-face/signed-urls.ts';
import { OpenRouter } from './openrouter/openrouter.ts';
import { refuse as refuseRemote } from './openrouter/refusals.ts';
import { REMOTE_MODELS, type RemoteModel } from './openrouter/remote-model.ts';
import { accountsFor, REMOTE_KEYS } from './tokens.ts';

/** As long as Hugging Face's signed URLs live. */
const URL_LIFETIME_S = 3600;

export interface TestHubOptions {
  readonly repositories?: readonly RepositorySpec[];
  readonly remoteModels?: readonly RemoteModel[];
  readonly urlLifetime_s?: number;
  /** In milliseconds; for tests that let signed URLs and windows grow old. */
  readonly now?: () => number;
}

/** Hugging Face, its second host and OpenRouter on this machine. See README.md. */
export class TestHub {
  readonly catalogue: Catalogue;
  readonly faults = new Faults();
  readonly ledger = new Ledger();
  readonly quotas: Quotas;
  readonly urls: SignedUrls;
  readonly #now: () => number;
  readonly #hub: Origin;
  readonly #cdn: Origin;
  readonly #openRouter: Origin;

  private constructor(options: TestHubOptions) {
    const now = options.now ?? Date.now;
    const repositories = options.repositories ?? REPOSITORIES;
    const { ledger, faults } = this;
    this.#now = now;
    this.catalogue = new Catalogue(repositories);
    this.quotas = new Quotas(now);
    this.urls = new SignedUrls(now, options.urlLifetime_s ?? URL_LIFETIME_S);
    const closed = repositories.filter((spec) => spec.gated !== undefined || spec.private);
    const huggingFace = new HuggingFace({
      catalogue: this.catalogue,
      accounts: accountsFor(closed.map(({ id }) => id)),
      quotas: this.quotas,
      resolver: new Resolver(this.urls, () => this.#cdn.url),
    });
    const openRouter = new OpenRouter({
      models: options.remoteModels ?? REMOTE_MODELS,
      keys: REMOTE_KEYS,
      now,
    });
    const common = { ledger, faults, now };
    this.#hub = new Origin({
      ...common,
      name: 'hub',
      host: '127.0.0.1',
      answer: (exchange) => huggingFace.answer(exchange),
      refuse: (exchange, status) => refuseApi(exchange, { status, message: `Error ${status}` }),
    });
    this.#cdn = new Origin({
      ...common,
      name: 'cdn',
      host: 'localhost',
      answer: (exchange) => answerDownload(exchange, this.urls),
      refuse: refuseDownload,
    });
    this.#openRouter = new Origin({
      ...common,
      name: 'openrouter',
      host: '127.0.0.1',
      answer: (exchange) => openRouter.answer(exchange),
      refuse: refuseRemote,
    });
  }

  static async start(options: TestHubOptions = {}): Promise<TestHub> {
    const hub = new TestHub(options);
    await hub.comeBack();
    return hub;
  }

  /** For `HF_ENDPOINT`. */
  get endpoint(): string {
    return this.#hub.url;
  }

  /** The second host, where signed URLs lead. */
  get cdnUrl(): string {
    return this.#cdn.url;
  }

  /** What stands in for `https://openrouter.ai/api/v1`. */
  get openRouterUrl(): string {
    return `${this.#openRouter.url}/api/v1`;
  }

  /** The file holds other bytes from now on, under a new commit. */
  replaceFile(id: string, path: string, holds: Holding): string {
    return this.catalogue.get(id).replace(path, holds, new Date(this.#now())).id;
  }

  /** The file is gone from `main`, by a new commit. */
  removeFile(id: string, path: string): string {
    return this.catalogue.get(id).remove(path, new Date(this.#now())).id;
  }

  /** Nobody can connect any more, and who is connected is cut off. */
  async goOffline(): Promise<void> {
    await Promise.all([this.#hub.close(), this.#cdn.close(), this.#openRouter.close()]);
  }

  /** On the same ports as before. */
  async comeBack(): Promise<void> {
    await Promise.all([this.#hub.listen(), this.#cdn.listen(), this.#openRouter.listen()]);
  }

  async stop(): Promise<void> {
    this.faults.clear();
    await this.goOffline();
  }
}
