import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { ask, expectLive, lastAnswer } from './console-page.ts';
import { importEndlessModel } from './endless-model.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';
import { LIGHT_MODEL } from './light-model.ts';
import { adminToken, newHome, Product, vx11 } from './product.ts';
import { type Told, tellInstead } from './tell-instead.ts';
import { DECIDED } from './told-decisions.ts';
import { SET_ASIDE, tellHealth } from './told-health.ts';
import { busyRotation, crowdedRotation } from './told-rotation.ts';

/*
 * Every view and state in both languages, light and dark, wide and narrow: nothing reaches beyond
 * the side, axe finds nothing serious, and a screenshot is left in test-results/screens to look at.
 */

const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 390, height: 844 };
const ALL = (['es-ES', 'en-US'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [WIDE, NARROW].map((viewport) => ({ locale, colorScheme, viewport })),
  ),
);
/** Each language in both schemes, each scheme in both widths. VX11_ALL_LOOKS=1 takes all eight. */
const LOOKS =
  process.env['VX11_ALL_LOOKS'] === '1'
    ? ALL
    : ALL.filter(
        ({ locale, colorScheme, viewport }) =>
          (viewport === WIDE) === ((locale === 'es-ES') === (colorScheme === 'light')),
      );
interface Look {
  readonly locale: 'es-ES' | 'en-US';
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: typeof WIDE;
}

const LONG =
  'Un texto muy largo, con palabras-que-no-se-pueden-partir-' +
  'y_un_identificador_de_cien_letras_'.repeat(4);

let home: ReturnType<typeof newHome>;
let server: Product;
let product: RunningProduct;

test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.beforeAll(async () => {
  home = newHome();
  server = await Product.start(home.path);
  const token = adminToken(home.path);
  product = {
    home: home.path,
    url: server.url,
    request: (...request) => server.request(...request),
    adminToken: () => token,
    restart: () => Promise.reject(new Error('not here')),
  };
});
test.afterAll(async () => {
  await server.kill();
  home.remove();
});

const nameOf = ({ locale, colorScheme, viewport }: Look): string =>
  `${locale.slice(0, 2)}-${colorScheme}-${viewport.width}`;

/** The rules of axe see what each look changes: colours, sizes, words. Two looks show them all. */
const seenByAxe = (as: Look): boolean => ['es-light-1280', 'es-dark-390'].includes(nameOf(as));

async function openConsole(
  browser: Browser,
  as: Look,
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<Page> {
  const context = await browser.newContext(as);
  const page = await context.newPage();
  await prepare(page);
  await page.goto(vx11(product.home, 'console').replace(/^http:\/\/[^/]+/, product.url));
  await expectLive(page);
  return page;
}

const go = (page: Page, place: string): Promise<void> =>
  page.evaluate((hash) => {
    window.location.hash = hash;
  }, place);

async function look(page: Page, as: Look, view: string): Promise<void> {
  const name = `${view}-${nameOf(as)}`;
  await page.screenshot({ path: `test-results/screens/${name}.png`, animations: 'disabled' });
  const overflow = await page.evaluate(() => {
    const panes = [document.documentElement, ...document.querySelectorAll('main, [role=dialog]')];
    return Math.max(...panes.map((pane) => pane.scrollWidth - pane.clientWidth));
  });
  expect(overflow, `${name}: nothing reaches beyond the side`).toBeLessThanOrEqual(0);
  if (!seenByAxe(as)) return;
  // What still fades in is judged by its last colours.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect(serious, name).toEqual([]);
}

for (const as of LOOKS) {
  test(`empty: ${nameOf(as)}`, async ({ browser }) => {
    const page = await openConsole(browser, as);
    await look(page, as, 'overview-empty');
    await go(page, '#/queue');
    await expect(page.locator('.queue-card .empty')).toBeVisible();
    await look(page, as, 'queue-empty');
    await go(page, '#/ask');
    await expect(page.locator('.ask-empty')).toBeVisible();
    await look(page, as, 'ask-empty');
    await go(page, '#/rotation');
    await expect(page.locator('.rotating')).toHaveCount(1);
    await look(page, as, 'rotation-empty');
    await go(page, '#/nowhere');
    await look(page, as, 'not-found');
    await page.getByRole('button', { name: /Ajustes|Settings/ }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, as, 'preferences');
    await page.context().close();
  });
}

async function importModels(): Promise<void> {
  await importEndlessModel(product);
  const good = join(product.home, 'code.gguf');
  await generateGguf(good, tinyCycle('```ts\nconst answer = 42;\n```'));
  const cut = join(product.home, 'cut.gguf');
  await generateGguf(cut, tinyCycle('never read'));
  truncateSync(cut, 200_000);
  const token = product.adminToken();
  const name = `Coder ${'largo '.repeat(10)}`.trim();
  for (const body of [{ path: good, name, specialties: ['code', 'analysis'] }, { path: cut }]) {
    await product.request('POST', '/models/import', { body, token });
  }
}

async function askThings(): Promise<void> {
  const questions = [
    ['¿Qué es la masterización?', LIGHT_MODEL],
    [LONG, LIGHT_MODEL],
    ['palabra '.repeat(6000), 'local/endless:q8_0'],
  ];
  for (const [query, model_preference] of questions) {
    await product.request('POST', '/query', {
      body: { query, module_id: 'tentaculo_link', model_preference },
    });
  }
}

/** The endless model's places, and some that wait. */
async function keepBusy(): Promise<string> {
  let last = '';
  for (const priority of ['LOW', 'MEDIUM', 'MEDIUM', 'LOW', 'MEDIUM', 'LOW', 'LOW']) {
    const { body } = await product.request('POST', '/queries', {
      body: {
        query: `Resume la sesión: ${LONG}`,
        model_preference: 'local/endless:q8_0',
        module_id: 'shub',
        priority,
        max_tokens: 30_000,
      },
    });
    last = Object(body).query_id;
  }
  return last;
}

/** Nothing waits and nothing runs any more. */
async function calmDown(): Promise<void> {
  const token = product.adminToken();
  const states = 'state=queued&state=running&limit=100';
  const { body } = await product.request('GET', `/queries?${states}`, { token });
  for (const { query_id } of Object(body).queries) {
    await product.request('DELETE', `/queries/${query_id}`, { token });
  }
}

test.describe('at work', () => {
  let waiting = '';
  test.beforeAll(async () => {
    await importModels();
    await askThings();
  });
  // For each look anew: even an endless answer ends where its context does.
  test.beforeEach(async () => {
    waiting = await keepBusy();
  });
  test.afterEach(calmDown);

  for (const as of LOOKS) {
    test(`at work: ${nameOf(as)}`, async ({ browser }) => {
      const page = await openConsole(browser, as, (one) =>
        tellHealth(one, 'local/endless:q8_0', SET_ASIDE),
      );
      await expect(page.locator('.nav-count')).toHaveText('7');
      await look(page, as, 'overview');
      await go(page, '#/queue');
      await expect(page.locator('.queue tbody tr')).toHaveCount(7);
      await look(page, as, 'queue');
      await go(page, `#/queue/${waiting}`);
      await expect(page.locator('.details')).toBeVisible();
      await look(page, as, 'query-details');
      await go(page, '#/models');
      await expect(page.locator('.model-card')).toHaveCount(3);
      await expect(page.locator('.model-health')).toBeVisible();
      await look(page, as, 'models');
      await page.evaluate(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['x'], 'a.gguf'));
        window.dispatchEvent(new DragEvent('dragenter', { dataTransfer: transfer }));
      });
      await expect(page.locator('.drop-overlay')).toBeVisible();
      await look(page, as, 'drop');
      await page.context().close();
    });
  }
});

test.describe('an answer', () => {
  for (const as of LOOKS) {
    test(`an answer: ${nameOf(as)}`, async ({ browser }) => {
      const page = await openConsole(browser, as);
      await go(page, '#/ask');
      await page.getByRole('combobox').selectOption(LIGHT_MODEL);
      await ask(page, LONG);
      await expect(lastAnswer(page)).toHaveText(/./);
      await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
      await page.locator('.why').click();
      await expect(page.locator('.decisions')).toBeVisible();
      await look(page, as, 'ask-answered');
      await ask(page, as.locale === 'es-ES' ? 'Traduce mi carta al ruso' : 'Who won in 1986?');
      await expect(page.locator('.beyond')).toBeInViewport();
      await look(page, as, 'ask-beyond');
      await page.getByRole('combobox').selectOption('local/endless:q8_0');
      await ask(page, 'palabra '.repeat(5000));
      await expect(page.getByRole('alert').first()).toBeVisible();
      await look(page, as, 'ask-refused');
      await go(page, '#/queue');
      await page.locator('.mantine-SegmentedControl-label').last().click();
      await expect(page.locator('.queue tbody tr').first()).toBeVisible();
      await look(page, as, 'queue-finished');
      await page.getByRole('button', { name: /^(Borrar|Take away)…$/ }).click();
      await expect(page.locator('.purge-count strong')).toBeVisible();
      await look(page, as, 'purge');
      await page.context().close();
    });
  }
});

/** What takes hours or many models, as a stand-in for the server tells it. */
const ROTATIONS: Readonly<Record<string, () => Told>> = {
  busy: () => ({ json: busyRotation() }),
  crowded: () => ({ json: crowdedRotation() }),
  failed: () => ({ code: 'STORAGE_FAILED', status: 503 }),
};

test.describe('rotation', () => {
  for (const as of LOOKS) {
    test(`rotation: ${nameOf(as)}`, async ({ browser }) => {
      for (const [name, told] of Object.entries(ROTATIONS)) {
        const page = await openConsole(browser, as, (one) =>
          tellInstead(one, { '/rotation/get': told }),
        );
        await go(page, '#/rotation');
        if (name === 'failed') await expect(page.getByRole('alert')).toBeVisible();
        else await page.locator('.span').last().hover();
        await look(page, as, `rotation-${name}`);
        await page.context().close();
      }
    });

    test(`a decision: ${nameOf(as)}`, async ({ browser }) => {
      const page = await openConsole(browser, as, (one) =>
        tellInstead(one, { '/queries/get': () => ({ json: DECIDED }) }),
      );
      await go(page, `#/queue/${DECIDED.query_id}`);
      await page.locator('.score-drawing').first().click();
      await expect(page.locator('.score-numbers')).toBeVisible();
      await look(page, as, 'decision');
      await page.context().close();
    });
  }

  test('rotation on the narrowest of screens', async ({ browser }) => {
    const viewport = { width: 360, height: 740 };
    const as = { locale: 'es-ES', colorScheme: 'light', viewport } as const;
    const page = await openConsole(browser, as, (one) =>
      tellInstead(one, { '/rotation/get': () => ({ json: busyRotation() }) }),
    );
    await go(page, '#/rotation');
    await expect(page.locator('.lane')).toHaveCount(4);
    await look(page, as, 'rotation-narrowest');
    await page.context().close();
  });
});

test.describe('without the server', () => {
  for (const as of [LOOKS[0], LOOKS.at(-1)].filter((one) => one !== undefined)) {
    test(`offline: ${nameOf(as)}`, async ({ browser }) => {
      const own = newHome();
      const gone = await Product.start(own.path);
      const context = await browser.newContext(as);
      const page = await context.newPage();
      await page.goto(gone.consoleUrl);
      await expectLive(page);
      await gone.kill();
      await expect(page.locator('.notice')).toBeVisible();
      await look(page, as, 'offline');
      await go(page, '#/rotation');
      await look(page, as, 'offline-rotation');
      await go(page, '#/models');
      await look(page, as, 'offline-models');
      await go(page, '#/ask');
      await look(page, as, 'offline-ask');
      await context.close();
      own.remove();
    });

    test(`limited: ${nameOf(as)}`, async ({ browser }) => {
      const context = await browser.newContext(as);
      const page = await context.newPage();
      await page.goto(`${product.url}/console/`);
      await expect(page.locator('.notice')).toBeVisible();
      await look(page, as, 'limited');
      await go(page, '#/rotation');
      await expect(page.locator('.rotating').first()).toBeVisible();
      await look(page, as, 'limited-rotation');
      await go(page, '#/models');
      await look(page, as, 'limited-models');
      await context.close();
    });
  }
});
