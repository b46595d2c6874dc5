import {
  test as base,
  type ElectronApplication,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';
import { type DesktopTarget, executableOf, launchDesktop, readyUrl } from './desktop-app.ts';
import { dropFileOn } from './drop-file.ts';
import {
  adminToken,
  type JsonResponse,
  newHome,
  Product,
  type RequestOptions,
  requestJson,
} from './product.ts';

/*
 * One set of fixtures for three targets; a project of playwright.config.ts chooses:
 *
 *   console   the headless product, its console in a Chromium, opened with a one-time link
 *   double    the desktop app on a stand-in for Electron (double/README.md)
 *   desktop   the desktop app on Electron, skipped where there is none
 *
 * A spec imports `test` and `expect` from here and takes what it needs:
 *
 *   target            'console' | 'double' | 'desktop'
 *   product           RunningProduct: home, url, request(), adminToken(), restart()
 *   page              the console, opened and loaded, on a fresh home in every test
 *   app               the ElectronApplication; undefined in `console`
 *   dropFile(at, …paths)  drops files of the disk on a locator or selector, as a person would
 *
 * `test.use({ locale, colorScheme })` works in all of them (default: en-US, light), `viewport` in
 * `console` only. `browser` gives further contexts of a plain Chromium in all of them.
 *
 * Which file runs where: `console.spec.ts` and `*.console.spec.ts` in `console`, `desktop*.spec.ts`
 * in `double` and `desktop`, every other `*.spec.ts` in all three.
 */

export { expect };

export type Target = 'console' | DesktopTarget;

export interface RunningProduct {
  readonly home: string;
  /** `http://127.0.0.1:<port>`, the same after a restart. */
  readonly url: string;
  /** A JSON request to the product, whatever runs it. */
  request(method: string, path: string, options?: RequestOptions): Promise<JsonResponse>;
  adminToken(): string;
  /** SIGKILL and a new start on the same home and port. Only in `console`; elsewhere it throws. */
  restart(): Promise<void>;
}

interface Fixtures {
  readonly home: string;
  /** The headless process; undefined in `double` and `desktop`. */
  readonly server: Server | undefined;
  readonly app: ElectronApplication | undefined;
  readonly product: RunningProduct;
  readonly dropFile: (at: Locator | string, ...paths: readonly string[]) => Promise<void>;
}

/** The headless product, which a test may replace with a new one. */
class Server {
  readonly #home: string;
  #process: Product;

  private constructor(home: string, started: Product) {
    this.#home = home;
    this.#process = started;
  }

  static async start(home: string): Promise<Server> {
    return new Server(home, await Product.start(home));
  }

  get url(): string {
    return this.#process.url;
  }

  get consoleUrl(): string {
    return this.#process.consoleUrl;
  }

  async restart(): Promise<void> {
    await this.#process.kill();
    this.#process = await Product.start(this.#home, { VX11_PORT: new URL(this.url).port });
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }
}

function runningProduct(home: string, url: string, server: Server | undefined): RunningProduct {
  let token: string | undefined;
  return {
    home,
    url,
    request: (method, path, options) => requestJson(url, method, path, options),
    adminToken: () => (token ??= adminToken(home)),
    restart: async () => {
      if (server === undefined) throw new Error('Only the console target can restart its product.');
      await server.restart();
    },
  };
}

/** The first window, once it shows the console. */
async function openedWindow(app: ElectronApplication): Promise<Page> {
  const page = await app.firstWindow();
  await page.waitForURL(/\/index\.html/);
  await page.waitForLoadState();
  return page;
}

export const test = base.extend<Fixtures & { electronIsHere: void }, { target: Target }>({
  target: ['console', { option: true, scope: 'worker' }],

  // oxlint-disable-next-line no-empty-pattern -- Playwright wants a pattern
  home: async ({}, use) => {
    const home = newHome();
    await use(home.path);
    home.remove();
  },

  electronIsHere: [
    async ({ target }, use, info) => {
      const missing = target !== 'console' && executableOf(target) === undefined;
      info.skip(missing, `nothing here can run the target "${target}"`);
      await use();
    },
    { auto: true },
  ],

  server: async ({ target, home }, use) => {
    if (target !== 'console') return use(undefined);
    const server = await Server.start(home);
    await use(server);
    await server.kill();
  },

  app: async ({ target, home, locale, colorScheme }, use) => {
    if (target === 'console') return use(undefined);
    const app = await launchDesktop(target, { home, locale, colorScheme });
    await use(app);
    await app.close();
  },

  // `app` is named so that it runs, though the product is reached over HTTP.
  product: async ({ home, server, app: _app }, use) => {
    await use(runningProduct(home, server?.url ?? (await readyUrl(home)), server));
  },

  page: async ({ server, app, browser }, use) => {
    if (app !== undefined) return use(await openedWindow(app));
    const context = await browser.newContext();
    const page = await context.newPage();
    if (server !== undefined) await page.goto(server.consoleUrl);
    await use(page);
    await context.close();
  },

  dropFile: async ({ page, target }, use) => {
    await use((at, ...paths) => dropFileOn(page, target, at, paths));
  },
});
