import { join } from 'node:path';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { ask, lastAnswer } from './console-page.ts';
import { expect, test } from './fixtures.ts';
import { LIGHT_MODEL } from './light-model.ts';

test('a suggested question is answered by the light model, under its label', async ({ page }) => {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByRole('button', { name: 'How do I add a model?' }).click();
  await expect(lastAnswer(page)).toHaveText(/^Open Models/);
  await expect(page.getByTestId('answered-by')).toHaveAttribute('title', LIGHT_MODEL);
  await expect(page.locator('.turn').getByText('light model', { exact: true })).toBeVisible();
  await expect(page.locator('.beyond')).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('');
});

test('what is beyond it leads to the import of a model that fits', async ({ page }) => {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'What is the capital of Mongolia?');
  await expect(lastAnswer(page)).toHaveText(/^That is beyond what I know\./);
  const card = page.getByRole('region', { name: 'This asks for a larger model' });
  await expect(card).toContainText(/A GGUF file of up to .+B fits|Little memory is free/);
  await card.getByRole('button', { name: 'Import a model' }).click();
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
});

test('or to another model that is here, which then answers in its place', async ({
  page,
  product,
}) => {
  const path = join(product.home, 'other.gguf');
  await generateGguf(path, tinyCycle('Ulaanbaatar'));
  const token = product.adminToken();
  await product.request('POST', '/models/import', { body: { path, name: 'Other' }, token });
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByRole('combobox', { name: 'Model' }).selectOption(LIGHT_MODEL);
  await ask(page, 'What is the capital of Mongolia?');
  await page.getByRole('button', { name: 'Ask Other' }).click();
  await expect(lastAnswer(page)).toHaveText('Ulaanbaatar');
  await expect(page.locator('.turn')).toHaveCount(1);
  await expect(page.locator('.beyond')).toHaveCount(0);
});
