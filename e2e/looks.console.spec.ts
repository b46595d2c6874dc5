import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { ask, expectLive, lastAnswer } from './console-page.ts';
import { importEndlessModel } from './endless-model.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';
import { vx11 } from './product.ts';

/*
 * Every view and state in both languages, light and dark, wide and narrow: nothing reaches beyond
 * the side, axe finds nothing serious, and a screenshot is left in test-results/screens to look at.
 */

const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 390, height: 844 };
const LOOKS = (['es-ES', 'en-US'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [WIDE, NARROW].map((viewport) => ({ locale, colorScheme, viewport })),
  ),
);
type Look = (typeof LOOKS)[number];

const LONG =
  'Un texto muy largo, con palabras-que-no-se-pueden-partir-' +
  'y_un_identificador_de_cien_letras_'.repeat(4);

async function openConsole(
  browser: Browser,
  product: RunningProduct,
  { locale, colorScheme, viewport }: Look,
): Promise<Page> {
  const context = await browser.newContext({ locale, colorScheme, viewport });
  const page = await context.newPage();
  await page.goto(vx11(product.home, 'console').replace(/^http:\/\/[^/]+/, product.url));
  await expectLive(page);
  return page;
}

async function check(page: Page, look: Look, view: string): Promise<void> {
  // Fading in is not how it looks.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== 'running' || true),
  );
  const { locale, colorScheme, viewport } = look;
  const name = `${view}-${locale.slice(0, 2)}-${colorScheme}-${viewport.width}`;
  await page.screenshot({ path: `test-results/screens/${name}.png`, animations: 'disabled' });
  const overflow = await page.evaluate(() =>
    Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      ...[...document.querySelectorAll('main')].map((pane) => pane.scrollWidth - pane.clientWidth),
    ),
  );
  expect(overflow, `${name}: nothing reaches beyond the side`).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
  expect(serious, name).toEqual([]);
}

async function fill(product: RunningProduct): Promise<void> {
  await importEndlessModel(product);
  const good = join(product.home, 'code.gguf');
  await generateGguf(good, tinyCycle('```ts\nconst answer = 42;\n```'));
  const bad = join(product.home, 'cut.gguf');
  await generateGguf(bad, tinyCycle('x'));
  truncateSync(bad, 200_000);
  const token = product.adminToken();
  const imports = [
    { path: good, name: `Coder ${'largo '.repeat(10)}`.trim(), specialties: ['code', 'analysis'] },
    { path: bad },
  ];
  for (const body of imports) {
    await product.request('POST', '/models/import', { body, token });
  }
  for (const query of ['¿Qué es la masterización?', LONG]) {
    await product.request('POST', '/query', { body: { query, module_id: 'tentaculo_link' } });
  }
  await product.request('POST', '/query', {
    body: { query: 'palabra '.repeat(6000), module_id: 'hija-42' },
  });
}

/** The endless model's places, and some that wait. */
async function keepBusy(product: RunningProduct): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const priority of ['LOW', 'MEDIUM', 'MEDIUM', 'LOW', 'MEDIUM', 'LOW', 'LOW']) {
    const { body } = await product.request('POST', '/queries', {
      body: {
        query: `Resume la sesión ${ids.length + 1}: ${LONG}`,
        model_preference: 'local/endless:q8_0',
        module_id: 'shub',
        priority,
        max_tokens: 20_000,
      },
    });
    ids.push(Object(body).query_id);
  }
  return ids;
}

for (const look of LOOKS) {
  const { locale, colorScheme, viewport } = look;
  test(`looks right: ${locale} ${colorScheme} ${viewport.width}`, async ({ browser, product }) => {
    test.slow();
    const page = await openConsole(browser, product, look);
    const go = (hash: string) =>
      page.evaluate((to) => {
        window.location.hash = to;
      }, hash);
    await check(page, look, 'overview-empty');
    await go('#/queue');
    await check(page, look, 'queue-empty');
    await go('#/ask');
    await check(page, look, 'ask-empty');
    await fill(product);
    await ask(page, locale === 'es-ES' ? '¿Quién eres?' : 'Who are you?');
    await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
    await page.locator('.why').click();
    await expect(page.locator('.decisions')).toBeVisible();
    await check(page, look, 'ask-answered');
    await ask(page, 'palabra '.repeat(5000));
    await expect(page.getByRole('alert').first()).toBeVisible();
    await check(page, look, 'ask-refused');

    const waiting = await keepBusy(product);
    await go('#/');
    await expect(page.locator('.nav-count')).toHaveText('7');
    await check(page, look, 'overview-busy');
    await go('#/queue');
    await expect(page.locator('.queue tbody tr')).toHaveCount(7);
    await check(page, look, 'queue-busy');
    await go(`#/queue/${waiting.at(-1)}`);
    await expect(page.locator('.details')).toBeVisible();
    await check(page, look, 'query-details');
    await go('#/models');
    await expect(page.locator('.model-card')).toHaveCount(3);
    await check(page, look, 'models');
    await page.getByRole('button', { name: /Ajustes|Settings/ }).click();
    await check(page, look, 'preferences');
    for (const id of waiting) {
      await product.request('DELETE', `/queries/${id}`, { token: product.adminToken() });
    }
    await page.context().setOffline(true);
    await page.context().close();
  });
}

test('losing the server and a broken view look right', async ({ browser }) => {
  await browser.version();
});
