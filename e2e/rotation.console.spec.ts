import type { Page } from '@playwright/test';
import { expectLive } from './console-page.ts';
import { expect, test } from './fixtures.ts';
import { type Told, tellInstead } from './tell-instead.ts';
import { busyRotation, crowdedRotation } from './told-rotation.ts';

/** Opens the view with what a stand-in for the server tells. */
async function openTold(page: Page, answers: Readonly<Record<string, () => Told>>): Promise<void> {
  await tellInstead(page, answers);
  await page.reload();
  await expectLive(page);
  await page.getByRole('link', { name: 'Rotation' }).click();
}

test('a failure to read it is told, and reading it again helps', async ({ page }) => {
  let broken = true;
  const answer = (): Told =>
    broken ? { code: 'STORAGE_FAILED', status: 503 } : { json: busyRotation() };
  await openTold(page, { '/rotation/get': answer });
  await expect(page.getByRole('alert')).toContainText('STORAGE_FAILED');
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('.lane')).toHaveCount(4);
});

test('what the server refuses is told in the reader’s words', async ({ page }) => {
  await openTold(page, {
    '/rotation/get': () => ({ json: busyRotation() }),
    '/rotation/unload': () => ({ code: 'MODEL_PINNED', status: 409 }),
    '/rotation/rotate': () => ({ code: 'NO_PLACE', status: 409 }),
  });
  await page.getByRole('button', { name: 'Unload: local/writer:q8_0' }).click();
  await expect(page.getByText('local/writer:q8_0 was not unloaded')).toBeVisible();
  await expect(page.getByText('The model is pinned. Unpin it first.')).toBeVisible();
  await page.getByRole('button', { name: 'Bring in: local/summaries:q4_0' }).click();
  await expect(page.getByText('local/summaries:q4_0 was not brought in')).toBeVisible();
});

test('the window of the timeline is chosen, and a model’s time left counts down', async ({
  page,
}) => {
  await openTold(page, { '/rotation/get': () => ({ json: busyRotation() }) });
  const spans = page.locator('.span');
  await expect(spans).toHaveCount(17);
  await page.getByText('5 min', { exact: true }).click();
  // Of the last five minutes, and what reaches into them.
  await expect(spans).toHaveCount(8);
  await expect(page.locator('.rotating').filter({ hasText: 'writer' })).toContainText(
    /leaves in 5[45] min.* unless used/,
  );
});

test('of thirty models those that matter are shown, and all on demand', async ({ page }) => {
  await openTold(page, { '/rotation/get': () => ({ json: crowdedRotation() }) });
  await expect(page.locator('.rotating')).toHaveCount(14);
  await page.getByRole('button', { name: 'Show 16 more' }).click();
  await expect(page.locator('.rotating')).toHaveCount(30);
  await expect(page.getByText('Prediction is off')).toBeVisible();
});

test('without a session one may look, and not touch', async ({ browser, product }) => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(`${product.url}/console/#/rotation`);
  await expect(page.getByText('Bringing in, unloading and pinning need a session')).toBeVisible();
  await expect(page.locator('.rotating')).toHaveCount(1);
  await expect(page.locator('.rotating').getByRole('button')).toHaveCount(0);
  await context.close();
});
