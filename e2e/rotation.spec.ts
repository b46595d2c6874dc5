import { join } from 'node:path';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { expectLive } from './console-page.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';

async function importModel(product: RunningProduct, name: string): Promise<void> {
  const path = join(product.home, `${name}.gguf`);
  await generateGguf(path, tinyCycle(`${name} says so`));
  const { status } = await product.request('POST', '/models/import', {
    body: { path, name },
    token: product.adminToken(),
  });
  expect(status).toBe(201);
}

/** What the API tells of a model in the meantime. */
async function toldOf(product: RunningProduct, name: string): Promise<Record<string, unknown>> {
  const { body } = await product.request('GET', '/rotation');
  return Object(body).models.find(({ model_id }: { model_id: string }) => model_id.includes(name));
}

test('a model is brought in, pinned and let go, and the timeline tells it as it happens', async ({
  page,
  product,
}) => {
  await importModel(product, 'coder');
  await importModel(product, 'writer');
  await expectLive(page);
  await page.getByRole('link', { name: 'Rotation' }).click();
  await expect(page.getByText('No model has come into memory yet.')).toBeVisible();
  const row = page.locator('.rotating').filter({ hasText: 'coder' });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await expect(button('Unload: coder')).toBeDisabled();
  await expect(button('Unload: coder')).toHaveAccessibleDescription('It is not in memory.');

  await button('Bring in: coder').click();
  await expect(page.getByText('coder is on its way into memory')).toBeVisible();
  await expect(row).toContainText('Active since');
  await expect(button('Bring in: coder')).toHaveAccessibleDescription('It is in memory.');
  const lane = page.locator('.lane').filter({ hasText: 'coder' });
  const active = lane.getByRole('button', { name: /^Active, since .+, Because of the operator$/ });
  await expect(active).toBeVisible();
  await active.hover();
  await expect(page.locator('.span-detail')).toContainText(/Active coder.*came in .*s/);

  await button('Pin: coder').click();
  await expect(row).toContainText('stays: pinned');
  await expect(button('Unload: coder')).toHaveAccessibleDescription(
    'It is pinned: unpin it first.',
  );
  expect(await toldOf(product, 'coder')).toMatchObject({ pinned: true, state: 'active' });
  // Of two places, one stays free for the other models.
  await button('Pin: writer').click();
  await expect(page.getByText('writer was not pinned')).toBeVisible();
  await expect(
    page.getByText('One place in memory must stay free for other models. Unpin one first.'),
  ).toBeVisible();

  await button('Unpin: coder').click();
  await expect(row).not.toContainText('pinned');
  await button('Unload: coder').click();
  await expect(row).toContainText('On disk');
  await expect(lane.getByRole('button', { name: /^Active, .+ to / })).toBeVisible();
  const history = page.getByRole('table', { name: 'What happened, the newest first' });
  await expect(history.getByRole('row').nth(1)).toContainText(/coder.*Left memory.*the operator/);
  expect(await toldOf(product, 'coder')).toMatchObject({ pinned: false, state: 'cold' });
});

test('what a query brings is told by the keyboard, too', async ({ page, product }) => {
  await importModel(product, 'coder');
  await expectLive(page);
  await page.getByRole('link', { name: 'Rotation' }).click();
  const preference = { model_preference: 'coder', query: 'hola' };
  await product.request('POST', '/query', { body: preference });
  await expect(page.locator('.rotating').filter({ hasText: 'coder' })).toContainText(
    'Active since',
  );
  const active = page.getByRole('button', { name: /^Active, since .+, Because of a query$/ });
  await page.getByRole('radio', { name: '15 min' }).focus();
  await page.keyboard.press('Tab');
  await expect(active).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  const loading = page.getByRole('button', { name: /^Loading, .+, Because of a query$/ });
  await expect(loading).toBeFocused();
  await expect(page.locator('.span-detail')).toContainText('Loading coder');
  await page.keyboard.press('End');
  await expect(active).toBeFocused();
});
