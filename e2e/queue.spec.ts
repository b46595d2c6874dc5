import { expectLive } from './console-page.ts';
import { importEndlessModel } from './endless-model.ts';
import { expect, type RunningProduct, test } from './fixtures.ts';
import { SAYS_WHO_IT_IS } from './light-model.ts';

/** Asks the endless model without waiting for its answer. */
async function submit(product: RunningProduct, query: string): Promise<string> {
  const { status, body } = await product.request('POST', '/queries', {
    body: { query, model_preference: 'local/endless:q8_0', module_id: 'spawner', max_tokens: 9000 },
  });
  expect(status).toBe(202);
  return Object(body).query_id;
}

test('the queue is live; what waits and what runs can be cancelled', async ({ page, product }) => {
  await importEndlessModel(product);
  await page.getByRole('link', { name: /^Queue/ }).click();
  await expectLive(page);
  await expect(page.getByText('Nothing waits and nothing runs.')).toBeVisible();
  // Three places, because the fourth is kept for what is urgent; three wait.
  const ids: string[] = [];
  for (let number = 1; number <= 6; number += 1) ids.push(await submit(product, `task ${number}`));
  const row = (number: number) => page.getByRole('row').filter({ hasText: `task ${number}` });
  await expect(row(3)).toContainText('Running');
  await expect(row(4)).toContainText('next');
  await expect(row(5)).toContainText('1 ahead');
  await expect(row(6)).toContainText('2 ahead');
  await expect(row(6)).toContainText('spawner');
  await expect(page.getByRole('link', { name: /^Queue 6/ })).toBeVisible();

  await page.getByRole('button', { name: 'Cancel the query “task 4”' }).click();
  await expect(page.getByText('The query was cancelled')).toBeVisible();
  await expect(row(4)).toHaveCount(0);
  await expect(row(5)).toContainText('next');

  await page.getByRole('button', { name: 'Move the query “task 6” to the front' }).click();
  await expect(page.getByText('The query was moved')).toBeVisible();
  await expect(row(6)).toContainText('next');
  await page.getByRole('button', { name: 'Move the query “task 5” to the front' }).click();
  await expect(row(5)).toContainText('next');
  await page.getByRole('link', { name: 'task 6' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'While it waited Moved to the front by the operator.',
  );
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Cancel the query “task 1”' }).click();
  await expect(row(1)).toHaveCount(0);
  // Its place is free.
  await expect(row(5)).toContainText('Running');

  const states = await Promise.all(
    ids.map(async (id) => {
      const { body } = await product.request('GET', `/queries/${id}`, {
        token: product.adminToken(),
      });
      return Object(body).state;
    }),
  );
  expect(states).toEqual(['cancelled', 'running', 'running', 'cancelled', 'running', 'queued']);
  for (const number of [6, 2, 3, 5]) {
    await page.getByRole('button', { name: `Cancel the query “task ${number}”` }).click();
    await expect(row(number)).toHaveCount(0);
  }
  await page.getByText('Finished', { exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Cancelled' })).toHaveCount(6);

  await page.getByRole('button', { name: 'Take away…' }).click();
  const purge = page.getByRole('dialog');
  await expect(purge).toContainText('6 queries');
  await purge.getByLabel('Ended').selectOption({ label: '7 days ago or more' });
  await expect(purge).toContainText('0 queries');
  await expect(purge.getByRole('button', { name: 'Take 0 away' })).toBeDisabled();
  await purge.getByLabel('Ended').selectOption({ label: 'at any time' });
  await purge.getByRole('button', { name: 'Take 6 away' }).click();
  await expect(page.getByText('No query has finished yet.')).toBeVisible();
  // It may have to wait until those of the cancelled ones have left the screen.
  await expect(page.getByText('6 queries were taken away')).toBeVisible({ timeout: 20_000 });
});

test('details tell all there is, have an address, and close with Escape', async ({
  page,
  product,
}) => {
  const asked = await product.request('POST', '/query', {
    body: { query: 'hola', priority: 'CRITICAL', metadata: { ticket: 'T-1' } },
  });
  await page.getByRole('link', { name: /^Queue/ }).click();
  await page.getByText('Finished', { exact: true }).click();
  await page.getByRole('link', { name: 'hola', exact: true }).click();
  const details = page.getByRole('dialog');
  await expect(details).toContainText(SAYS_WHO_IT_IS);
  await expect(details).toContainText('Medium (asked for Critical)');
  await expect(details).toContainText('"ticket": "T-1"');
  await expect(details.locator('.candidate')).toContainText('built-in/light-model');
  await expect(details).toContainText(Object(asked.body).query_id);
  expect(page.url()).toContain(`#/queue/${Object(asked.body).query_id}`);
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
});

test('a query that is not there says so', async ({ page }) => {
  await page.evaluate(() => {
    window.location.hash = '#/queue/q_nowhere';
  });
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('QUERY_NOT_FOUND');
});
