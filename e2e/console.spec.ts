import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { adminToken, newHome, Product, vx11 } from './product.ts';

const SAID_BY_TEST_MODEL = /I am the VX11 Control test model/;

let home: ReturnType<typeof newHome>;
let product: Product;

test.beforeAll(async () => {
  home = newHome();
  product = await Product.start(home.path);
});
test.afterAll(async () => {
  await product.stop();
  home.remove();
});

/** Opens the console as the operator does: with a link that works once. */
async function openConsole(page: Page, link?: string): Promise<void> {
  const fresh = vx11(home.path, 'console').replace(/^http:\/\/[^/]+/, product.url);
  await page.goto(link ?? fresh);
  await expect(page).toHaveURL(`${product.url}/console/`);
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox').fill(question);
  await page.getByRole('textbox').press('Enter');
}

/** A product of its own with a model that never ends by itself, which goes before the shipped one. */
async function startWithEndlessModel(folder: string): Promise<Product> {
  const own = await Product.start(folder);
  const path = join(folder, 'endless.gguf');
  // Large enough that a person, or a test, has seconds to stop it.
  await generateGguf(path, {
    ...tinyCycle('one two three four five', { loop: true }),
    tensor_type: 'Q8_0',
    embedding_length: 512,
    block_count: 10,
    head_count: 8,
    head_count_kv: 8,
    feed_forward_length: 2048,
  });
  const imported = await own.request('POST', '/models/import', {
    body: { path, name: 'endless' },
    token: adminToken(folder),
  });
  expect(imported.status).toBe(201);
  return own;
}

const answer = (page: Page) => page.locator('output');

/** The value under a name in the queue's figures. */
const figure = (page: Page, name: string) =>
  page.locator('dl > div').filter({ hasText: name }).locator('dd');

async function countOfQueries(page: Page): Promise<number> {
  await expect(figure(page, 'Queries')).toHaveText(/^\d+$/);
  return Number(await figure(page, 'Queries').textContent());
}

test.describe('in English', () => {
  test.use({ locale: 'en-US' });

  test('the link of start-up opens a console that updates live, and nothing is blocked', async ({
    page,
  }) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await openConsole(page, product.consoleUrl);
    await expect(page.getByText('Connected · updates live')).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'test model' })).toBeVisible();
    expect(complaints).toEqual([]);
  });

  test('an answer streams in, names its model and why, and the overview follows', async ({
    page,
  }) => {
    await openConsole(page);
    await expect(page.getByText('Connected · updates live')).toBeVisible();
    const before = await countOfQueries(page);
    // What the page shows while it grows: each text must continue the one before.
    await answer(page).evaluate((output) => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => seen.push(output.textContent)).observe(output, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await ask(page, 'Who are you?');
    await expect(answer(page)).toHaveText(SAID_BY_TEST_MODEL);
    await expect(answer(page)).toHaveAttribute('aria-busy', 'false');
    const seen: string[] = await page.evaluate(() => Object(window).seen);
    expect(seen.every((text, index) => text.startsWith(seen[index - 1] ?? ''))).toBe(true);

    const answeredBy = page.getByTestId('answered-by');
    await expect(answeredBy).toHaveAttribute('title', 'built-in/test-model');
    await expect(page.locator('.answer').getByText('test model', { exact: true })).toBeVisible();
    await expect(page.getByText(/Why this model: .*text_generation/)).toBeVisible();
    await expect(page.getByText(/^Done · \d+ tokens in/)).toBeVisible();
    await expect(figure(page, 'Queries')).toHaveText(String(before + 1));
    await expect(page.locator('[data-residency=resident]')).toBeVisible();
  });

  test('what another program asks shows up without asking', async ({ page }) => {
    await openConsole(page);
    await expect(page.getByText('Connected · updates live')).toBeVisible();
    const before = await countOfQueries(page);
    await product.request('POST', '/query', { body: { query: 'hola' } });
    await expect(figure(page, 'Queries')).toHaveText(String(before + 1));
  });

  test('stopping keeps what was written, frees the model and asks nothing new', async ({
    page,
  }) => {
    const folder = newHome();
    const own = await startWithEndlessModel(folder.path);
    await page.goto(own.consoleUrl);
    await ask(page, 'Count');
    await expect(answer(page)).toHaveText(/one two/);
    const early = (await answer(page).textContent()) ?? '';
    await expect
      .poll(async () => (await answer(page).textContent())?.length)
      .toBeGreaterThan(early.length);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('Stopped')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Ask' })).toBeFocused();
    await expect(answer(page)).toHaveText(/one two/);
    await expect(figure(page, 'Running')).toHaveText('0');
    await own.stop();
    folder.remove();
  });

  test('a refusal is shown with its code and message', async ({ page }) => {
    await openConsole(page);
    await ask(page, 'palabra '.repeat(5000));
    await expect(page.getByRole('alert')).toContainText('PROMPT_TOO_LONG');
    await expect(page.getByRole('alert')).toContainText(/context/);
  });

  test('without the link one may ask, but not look on', async ({ page }) => {
    await page.goto(`${product.url}/console/`);
    await expect(page.getByText(/limited view/)).toBeVisible();
    await ask(page, 'Who are you?');
    await expect(answer(page)).toHaveText(SAID_BY_TEST_MODEL);
  });
});

test('it speaks the language of the browser until another one is chosen', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'es-ES' });
  const page = await context.newPage();
  await openConsole(page);
  await expect(page.getByRole('heading', { name: 'Preguntar' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Ask' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Ask' })).toBeVisible();
  await context.close();
});

test('a restart of the product is survived: the page comes back by itself', async ({ browser }) => {
  const own = newHome();
  const first = await Product.start(own.path);
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(first.consoleUrl);
  await expect(page.getByText('updates live')).toBeVisible();
  await first.kill();
  await expect(page.getByText('No connection to VX11 Control')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ask' })).toBeDisabled();
  const second = await Product.start(own.path, { VX11_PORT: new URL(first.url).port });
  await expect(page.getByText('updates live')).toBeVisible({ timeout: 15_000 });
  await ask(page, 'Who are you?');
  await expect(answer(page)).toHaveText(SAID_BY_TEST_MODEL);
  await context.close();
  await second.stop();
  own.remove();
});

const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 390, height: 844 };

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['es-ES', 'en-US']) {
    for (const viewport of [WIDE, NARROW]) {
      const name = `${colorScheme}-${locale.slice(0, 2)}-${viewport.width}`;
      test(`looks right: ${name}`, async ({ browser }) => {
        const context = await browser.newContext({ colorScheme, locale, viewport });
        const page = await context.newPage();
        await openConsole(page);
        await ask(page, locale === 'es-ES' ? '¿Quién eres?' : 'Who are you?');
        await expect(answer(page)).toHaveText(SAID_BY_TEST_MODEL);
        await expect(answer(page)).toHaveAttribute('aria-busy', 'false');
        const overflow = await page.evaluate(() => document.body.scrollWidth - window.innerWidth);
        expect(overflow, 'nothing reaches beyond the side').toBeLessThanOrEqual(0);
        await page.screenshot({ path: `test-results/screens/${name}.png`, fullPage: true });
        await context.close();
      });
    }
  }
}

test('the documentation lists every operation, from files of this server', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(product.url)) {
      complaints.push(request.url());
    }
  });
  await page.goto(`${product.url}/docs/`);
  await expect(page.getByText('Ask, and wait for the answer')).toBeVisible();
  await expect(page.getByText('Take a GGUF file into the library')).toBeVisible();
  expect(complaints).toEqual([]);
});
