import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { ask, expectLive } from './console-page.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';
import { SET_ASIDE, tellHealth } from './told-health.ts';

const FRAIL = 'local/frail:f16';
const fileOf = ({ home }: RunningProduct): string => join(home, 'frail.gguf');

async function importFrail(product: RunningProduct): Promise<void> {
  const path = fileOf(product);
  await generateGguf(path, tinyCycle('uno dos tres'));
  const { status } = await product.request('POST', '/models/import', {
    body: { path, name: 'frail', mode: 'link' },
    token: product.adminToken(),
  });
  expect(status).toBe(201);
}

async function go(page: Page, view: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${view}`);
}

/** What the card of the model says of its health; nothing while it is in order. */
const said = (page: Page) =>
  page.locator('.model-card').filter({ hasText: FRAIL }).locator('.model-health');
const retry = (page: Page) => page.getByRole('button', { name: 'Try again: frail' });

test('a model that was set aside says why, and can be tried again', async ({ page, product }) => {
  await importFrail(product);
  await tellHealth(page, FRAIL, SET_ASIDE);
  await page.reload();
  await expectLive(page);
  await page.getByRole('link', { name: '1 model set aside or without its file' }).click();
  await expect(said(page)).toContainText('Set aside: it kept failing');
  await expect(said(page)).toContainText('ENGINE_CRASHED');
  await expect(said(page)).toContainText('after 6 failures in a row');
  await retry(page).click();
  await expect(page.getByText('frail may be used again')).toBeVisible();
  await expect(said(page)).toHaveCount(0);
});

test('a model that rests says for how long, and then no more', async ({ page, product }) => {
  await importFrail(product);
  const retry_at = new Date(Date.now() + 60_000).toISOString();
  await tellHealth(page, FRAIL, { ...SET_ASIDE, state: 'resting', retry_at });
  await page.clock.install();
  await page.reload();
  await go(page, 'models');
  await expect(said(page)).toContainText(/Rests for \d+ sec after a failure/);
  await page.clock.fastForward(61_000);
  await expect(said(page)).toHaveCount(0);
});

test('a model without its file shows up as soon as that is found out', async ({
  page,
  product,
}) => {
  await importFrail(product);
  await go(page, 'models');
  renameSync(fileOf(product), `${fileOf(product)}.away`);
  await product.request('POST', '/query', { body: { query: 'hola', model_preference: FRAIL } });
  await expect(said(page)).toContainText('Not used: its file is gone');
  await retry(page).click();
  await expect(said(page)).toHaveCount(0);

  // It is found out anew, and what stands in says so.
  await go(page, 'ask');
  await ask(page, 'hola');
  await expect(page.locator('.answer-facts .tag').first()).toHaveText('Light LLM');
});

test('the overview tells which model stands in for the others', async ({ page, product }) => {
  await importFrail(product);
  writeFileSync(join(product.home, 'config.json'), JSON.stringify({ light_llm: FRAIL }));
  await product.restart();
  const light = page.locator('.light-llm');
  await expect(light).toContainText('Light LLM: frail');
  await expect(light).toContainText('answers at once while the right model is on its way');
  await expect(light.locator('.residency')).toHaveText('On disk');
  await product.request('POST', '/query', { body: { query: 'hola', model_preference: FRAIL } });
  await expect(light.locator('.residency')).toHaveText('In memory');
});
