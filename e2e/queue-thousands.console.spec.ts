import type { Locator, Page } from '@playwright/test';
import { expectLive } from './console-page.ts';
import { importEndlessModel } from './endless-model.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';

const FLOOD = 2_000;
const OTHERS = 997;
const RUNNING = 3;

/** Asks the endless model so many things, which wait. */
async function fill(product: RunningProduct, module_id: string, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1).values();
  const submit = async (): Promise<void> => {
    for (const number of numbers) {
      await product.request('POST', '/queries', {
        body: {
          query: `${module_id} ${number}`,
          model_preference: 'local/endless:q8_0',
          module_id,
          max_tokens: 30_000,
        },
      });
    }
  };
  await Promise.all(Array.from({ length: 32 }, submit));
}

const row = (page: Page, text: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: text, exact: true }) });

const scrollTo = (page: Page, share: number): Promise<void> =>
  page.locator('main').evaluate((pane, part) => pane.scrollTo(0, pane.scrollHeight * part), share);

test('thousands that wait scroll, move, are found and cancelled by the keyboard or all together', async ({
  page,
  product,
}) => {
  test.setTimeout(90_000);
  await importEndlessModel(product);
  await fill(product, 'busy', RUNNING);
  await fill(product, 'flood', FLOOD);
  await fill(product, 'other', OTHERS);
  // One after the other: those of one millisecond are not parted by a move.
  for (const name of ['late', 'later', 'last']) await fill(product, name, 1);
  await page.getByRole('link', { name: /^Queue/ }).click();
  await expectLive(page);
  const bar = page.locator('.queue-bar');
  await expect(bar).toContainText('3,003 queries');
  const table = page.getByRole('table', { name: 'Queue' });
  await expect(table).toHaveAttribute('aria-rowcount', '3004');
  expect(await page.getByRole('row').count(), 'only those in view are drawn').toBeLessThan(60);

  await scrollTo(page, 1);
  const last = page.locator('tr[aria-rowindex="3004"]');
  await expect(last).toContainText('2,999 ahead');
  const link = last.getByRole('link');
  const name = await link.innerText();
  await link.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(row(page, name)).toContainText('2,998 ahead');
  await expect(row(page, name).getByRole('link'), 'the focus moves along').toBeFocused();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(row(page, name)).toContainText('2,999 ahead');
  await page.keyboard.press('Alt+Home');
  await scrollTo(page, 0);
  await expect(row(page, name)).toContainText('next');
  await expect(row(page, name)).toHaveAttribute('aria-rowindex', String(RUNNING + 2));
  await row(page, name).getByRole('button', { name: /^Move/ }).click();
  await page.getByRole('menuitem', { name: 'Low' }).click();
  await expect(row(page, name)).toHaveCount(0);

  await page.getByRole('searchbox', { name: 'Find by text or id' }).fill('FLOOD 1234');
  await expect(bar).toContainText('1 query');
  await expect(row(page, 'flood 1234')).toBeVisible();
  await row(page, 'flood 1234').getByRole('link').focus();
  await page.keyboard.press('Space');
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('Delete');
  await expect(page.getByText('No query matches this filter.')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find by text or id' }).fill('');

  await page.getByRole('searchbox', { name: 'From which module' }).fill('flood');
  await expect(bar).toContainText('1,999 queries');
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await expect(bar).toContainText('1,999 selected');
  await page.getByRole('searchbox', { name: 'Find by text or id' }).fill('flood 19');
  await expect(bar).toContainText('111 queries');
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await bar.getByRole('button', { name: 'Cancel 111 queries' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel 111 queries' }).click();
  await expect(page.getByText('111 queries were cancelled')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('No query matches this filter.')).toBeVisible();

  // What is not selected goes by the filter, in one go.
  await page.getByRole('searchbox', { name: 'Find by text or id' }).fill('');
  await expect(bar).toContainText('1,888 queries');
  await bar.getByRole('button', { name: 'Cancel all…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel 1,888 queries' }).click();
  await expect(page.getByText('1,888 queries were cancelled')).toBeVisible();
  await page.getByRole('searchbox', { name: 'From which module' }).fill('');
  await expect(bar).toContainText('1,003 queries');
});
