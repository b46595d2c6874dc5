import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { ask, expectLive, lastAnswer } from './console-page.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';

const SAYS = 'I was dropped from the disk.';

async function modelFile(product: RunningProduct, name: string, said = SAYS): Promise<string> {
  const path = join(product.home, name);
  await generateGguf(path, tinyCycle(said));
  return path;
}

test('a model dropped from the disk is imported and answers the next question', async ({
  page,
  product,
  dropFile,
}) => {
  const path = await modelFile(product, 'Dropped Ñandú.gguf');
  await expectLive(page);
  // Anywhere on the page; here on the overview.
  await dropFile(page.locator('main'), path);
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
  await expect(page.getByText('Dropped Ñandú.gguf is ready to use')).toBeVisible();
  const card = page.locator('.model-card').filter({ hasText: 'Dropped Ñandú' });
  await expect(card).toContainText('On disk');
  await card.getByRole('button', { name: /Ask it/ }).click();
  await ask(page, 'Where do you come from?');
  await expect(lastAnswer(page)).toHaveText(SAYS);
  await expect(page.getByTestId('answered-by')).toHaveText('Dropped Ñandú');
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(card).toContainText('In memory');
});

test('a truncated model is refused, in words a person can act on, and nothing stays', async ({
  page,
  product,
  dropFile,
}) => {
  const path = await modelFile(product, 'cut.gguf');
  truncateSync(path, 200_000);
  await page.getByRole('link', { name: 'Models' }).click();
  await expectLive(page);
  await dropFile(page.locator('main'), path);
  const told = page.locator('[data-import=failed]');
  await expect(told).toContainText('cut.gguf');
  await expect(told).toContainText('The file is cut short. Download it again and check its size.');
  await expect(told).toContainText('GGUF_TRUNCATED');
  await expect(
    page.getByRole('alert').filter({ hasText: 'cut.gguf was not imported' }),
  ).toHaveCount(1);
  const { body } = await product.request('GET', '/models');
  expect(Object(body).count).toBe(1);
  await told.getByRole('button', { name: 'Hide cut.gguf' }).click();
  await expect(told).toHaveCount(0);
});

test('a file that is no model is refused, too', async ({ page, dropFile }) => {
  await page.getByRole('link', { name: 'Models' }).click();
  await expectLive(page);
  await dropFile(page.locator('main'), join(import.meta.dirname, '../README.md'));
  await expect(page.locator('[data-import=failed]')).toContainText(
    'This file is not a model in GGUF form.',
  );
});

test('a path on the machine is imported as a link, once', async ({ page, product }) => {
  const path = await modelFile(product, 'linked.gguf', 'I am linked.');
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByRole('textbox', { name: /path on the machine/ }).fill(path);
  await page.getByRole('combobox', { name: 'What happens to the file' }).selectOption('link');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const card = page.locator('.model-card').filter({ hasText: 'local/linked:f16' });
  await expect(card).toContainText('linked file');
  await page.getByRole('textbox', { name: /path on the machine/ }).fill(path);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('linked.gguf was in the library already')).toBeVisible();
  await page.getByRole('textbox', { name: /path on the machine/ }).fill('/nowhere/x.gguf');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(
    page.getByText('There is no such file on the machine of the server. (FILE_NOT_FOUND)'),
  ).toBeVisible();
});

test('what another program imports is told here', async ({ page, product }) => {
  const path = await modelFile(product, 'elsewhere.gguf', 'Elsewhere.');
  await expectLive(page);
  await product.request('POST', '/models/import', {
    body: { path },
    token: product.adminToken(),
  });
  await expect(page.getByText('elsewhere.gguf is ready to use')).toBeVisible();
});

test('models are found by name and specialty', async ({ page }) => {
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(page.locator('.model-card')).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(page.getByText('No model matches “nothing like it”.')).toBeVisible();
  await page.getByRole('searchbox').fill('LIGHT');
  await expect(page.locator('.model-card')).toHaveCount(1);
});
