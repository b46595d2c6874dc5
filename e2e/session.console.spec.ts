import type { Page } from '@playwright/test';
import { ask, expectLive, lastAnswer } from './console-page.ts';
import { expect, test } from './fixtures.ts';
import { SAYS_WHO_IT_IS } from './light-model.ts';
import { newHome, Product } from './product.ts';

/** What the browser blocks or misses, and what is fetched from elsewhere; it grows. */
function complaintsOf(page: Page, own: string): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(own)) {
      complaints.push(request.url());
    }
  });
  return complaints;
}

test('nothing of the page is blocked, and nothing comes from elsewhere', async ({
  page,
  product,
}) => {
  const complaints = complaintsOf(page, product.url);
  await page.reload();
  await expectLive(page);
  for (const view of ['Ask', 'Queue', 'Rotation', 'Models', 'Overview']) {
    await page.locator('nav').getByRole('link', { name: view }).click();
    await expect(page.getByRole('heading', { name: view, level: 1 })).toBeFocused();
    expect(await page.title()).toBe(`${view} · VX11 Control`);
  }
  expect(complaints).toEqual([]);
});

test('without the link one may ask, but not look on', async ({ browser, product }) => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(`${product.url}/console/`);
  await expect(page.getByText('You may ask here, but not look on')).toBeVisible();
  await page.getByRole('link', { name: /^Queue/ }).click();
  await expect(page.getByText('The queue is shown to sessions only.')).toBeVisible();
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(page.getByText('Importing needs a session')).toBeVisible();
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await context.close();
});

test('a restart is survived: what was known stays, and the page comes back by itself', async ({
  browser,
}) => {
  const own = newHome();
  const first = await Product.start(own.path);
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(first.consoleUrl);
  await expectLive(page);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await first.kill();
  await expect(page.getByText('No connection to VX11 Control')).toBeVisible();
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await page.locator('textarea:not([aria-hidden])').fill('Who are you?');
  await expect(page.getByRole('button', { name: 'Ask', exact: true })).toBeDisabled();
  const second = await Product.start(own.path, { VX11_PORT: new URL(first.url).port });
  await expectLive(page);
  await expect(page.getByText('No connection to VX11 Control')).toHaveCount(0);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await expect(page.locator('.turn')).toHaveCount(2);
  await context.close();
  await second.stop();
  own.remove();
});

test('an answer that breaks off with the connection says so and can be asked again', async ({
  browser,
}) => {
  const own = newHome();
  const first = await Product.start(own.path);
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(first.consoleUrl);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Who are you?');
  // The model's process takes far longer to start than a signal takes to arrive.
  await first.kill();
  await expect(page.getByRole('alert')).toContainText('CONNECTION_LOST');
  const second = await Product.start(own.path, { VX11_PORT: new URL(first.url).port });
  await expectLive(page);
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await context.close();
  await second.stop();
  own.remove();
});

test('the documentation lists every operation, from files of this server', async ({
  page,
  product,
}) => {
  const complaints = complaintsOf(page, product.url);
  await page.goto(`${product.url}/docs/`);
  await expect(page.getByText('Ask, and wait for the answer')).toBeVisible();
  await expect(page.getByText('Take a GGUF file into the library')).toBeVisible();
  expect(complaints).toEqual([]);
});
