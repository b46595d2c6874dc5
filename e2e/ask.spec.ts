import { ask, lastAnswer } from './console-page.ts';
import { importEndlessModel } from './endless-model.ts';
import { expect, test } from './fixtures.ts';
import { LIGHT_MODEL, SAYS_WHO_IT_IS } from './light-model.ts';

test('an answer streams in, names its model and why', async ({ page }) => {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  // What the page shows while it grows: each text must continue the one before.
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      seen.push(document.querySelector('output')?.textContent ?? '');
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
  const seen: string[] = await page.evaluate(() => Object(window).seen);
  expect(seen.length).toBeGreaterThan(3);
  expect(seen.every((text, index) => text.startsWith(seen[index - 1] ?? ''))).toBe(true);

  await expect(page.getByTestId('answered-by')).toHaveAttribute('title', LIGHT_MODEL);
  await expect(page.locator('.turn').getByText('light model', { exact: true })).toBeVisible();
  await expect(page.getByText(/\d+\stokens · .* · [\d.,]+\stokens\/s/)).toBeVisible();
  const why = page.getByRole('button', { name: /Why this model: .*text_generation/ });
  await why.click();
  await expect(page.locator('.candidate')).toContainText(/built-in\/light-model.*chosen/);
});

test('a conversation goes on, survives a look at another view, and starts anew', async ({
  page,
}) => {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Hello');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await ask(page, 'Who are you?');
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await expect(page.locator('.turn')).toHaveCount(2);
  await page.getByRole('button', { name: 'New conversation' }).click();
  await expect(page.locator('.turn')).toHaveCount(0);
});

test('stopping keeps what was written, and the query is cancelled', async ({ page, product }) => {
  await importEndlessModel(product);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('local/endless:q8_0');
  await ask(page, 'Count');
  await expect(lastAnswer(page)).toHaveText(/one two/);
  const early = (await lastAnswer(page).textContent()) ?? '';
  await expect
    .poll(async () => (await lastAnswer(page).textContent())?.length)
    .toBeGreaterThan(early.length);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
  await expect(lastAnswer(page)).toHaveText(/one two/);
  const token = product.adminToken();
  await expect
    .poll(async () => {
      const { body } = await product.request('GET', '/queries?limit=1', { token });
      return Object(body).queries[0].state;
    })
    .toBe('cancelled');
});

test('a refusal is told in words, with its code and what the server said', async ({
  page,
  product,
}) => {
  await importEndlessModel(product);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('local/endless:q8_0');
  await ask(page, 'palabra '.repeat(5000));
  const alert = page.getByRole('alert', { name: 'No answer' });
  await expect(alert).toContainText('PROMPT_TOO_LONG');
  await expect(alert).toContainText('The question does not fit the context of the model.');
  await expect(alert.getByRole('button', { name: 'Ask again' })).toBeVisible();
});
