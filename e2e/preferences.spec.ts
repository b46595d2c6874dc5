import { expect, test } from './fixtures.ts';

test.describe('on a Spanish system', () => {
  test.use({ locale: 'es-ES' });

  test('it speaks Spanish until another language is chosen, and remembers', async ({ page }) => {
    await expect(page.getByRole('heading', { name: 'Resumen', level: 1 })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await page.getByRole('button', { name: 'Ajustes de esta vista' }).click();
    await page.getByText('English', { exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test('the appearance follows the choice, and remembers', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole('button', { name: 'Settings of this view' }).click();
  for (const [choice, colour] of [
    ['Dark', 'rgb(16, 19, 24)'],
    ['Light', 'rgb(245, 246, 248)'],
    ['Dark', 'rgb(16, 19, 24)'],
  ] as const) {
    await page.getByText(choice, { exact: true }).click();
    await expect.poll(background).toBe(colour);
  }
  await page.reload();
  await expect.poll(background).toBe('rgb(16, 19, 24)');
});
