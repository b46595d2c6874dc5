import { ask, expectLive, figure, lastAnswer } from './console-page.ts';
import { expect, test } from './fixtures.ts';

test('what another program asks shows up without asking', async ({ page, product }) => {
  await expectLive(page);
  await expect(page.getByText('Nothing was asked yet.')).toBeVisible();
  await expect(page.getByText('No model is in memory.')).toBeVisible();
  await product.request('POST', '/query', {
    body: { query: 'hola desde fuera', module_id: 'spawner' },
  });
  await expect(figure(page, 'Queries')).toHaveText('1');
  const recent = page.getByRole('link', { name: /Answered hola desde fuera spawner/ });
  await expect(recent).toBeVisible();
  const resident = page.locator('.resident');
  await expect(resident).toHaveAttribute('data-residency', 'resident');
  await expect(resident).toContainText('test model');
  await expect(page.getByText('In order', { exact: true })).toBeVisible();

  await recent.click();
  await expect(page.getByRole('dialog')).toContainText('I am the VX11 Control test model');
});

test('the first question can be asked from here', async ({ page }) => {
  await page.getByRole('link', { name: 'Ask something' }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(/I am the VX11 Control test model/);
});
