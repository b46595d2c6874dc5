import { ask, expectLive, figure, lastAnswer } from './console-page.ts';
import { expect, test } from './fixtures.ts';
import { SAYS_WHO_IT_IS } from './light-model.ts';

test('what another program asks shows up without asking', async ({ page, product }) => {
  await expectLive(page);
  await expect(page.getByText('Nothing was asked yet.')).toBeVisible();
  await expect(page.getByText('No model is in memory.')).toBeVisible();
  await product.request('POST', '/query', {
    body: { query: 'hola', module_id: 'spawner' },
  });
  await expect(figure(page, 'Queries')).toHaveText('1');
  const recent = page.getByRole('link', { name: /Answered hola spawner/ });
  await expect(recent).toBeVisible();
  const resident = page.locator('.resident');
  await expect(resident).toHaveAttribute('data-residency', 'resident');
  await expect(resident).toContainText('light model');
  await expect(page.getByText('In order', { exact: true })).toBeVisible();

  await recent.click();
  await expect(page.getByRole('dialog')).toContainText(SAYS_WHO_IT_IS);
});

test('the first question can be asked from here', async ({ page }) => {
  await page.getByRole('link', { name: 'Ask something' }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
});
