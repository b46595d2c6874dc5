import { ask, lastAnswer } from './console-page.ts';
import { expect, test } from './fixtures.ts';
import { SAYS_WHO_IT_IS } from './light-model.ts';

test('the points of a candidate are drawn, and their numbers are told', async ({ page }) => {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await page.locator('.why').click();
  const bar = page.getByRole('button', { name: /^Made for it [\d.]+, How it did so far/ });
  await expect(bar).toHaveAttribute('aria-expanded', 'false');
  const widths = await bar
    .locator('.score-part')
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().width));
  expect(widths.reduce((sum, width) => sum + width, 0)).toBeGreaterThan(10);
  await bar.click();
  const numbers = page.getByRole('table', {
    name: 'The points of built-in/light-model, one by one',
  });
  await expect(numbers.getByRole('row').first()).toContainText(/Made for it\s*[\d.]+ × [\d.]+/);
  const total = await numbers.getByRole('row', { name: /^Together/ }).textContent();
  await expect(page.locator('.score')).toHaveText(`Points: ${total?.replace('Together', '')}`);
});

test('an answer is judged, and judged anew, and that is on record', async ({ page, product }) => {
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
  const good = page.getByRole('button', { name: 'Good answer' });
  const bad = page.getByRole('button', { name: 'Bad answer' });
  const record = async () => {
    const token = product.adminToken();
    const { body } = await product.request('GET', '/queries?limit=1', { token });
    return Object(body).queries[0];
  };
  await good.click();
  await expect(page.getByText('this model will get more questions of this kind')).toBeVisible();
  await expect(good).toHaveAttribute('aria-pressed', 'true');
  expect((await record()).feedback).toBe(1);

  await bad.click();
  await expect(page.getByText('this model will get fewer questions of this kind')).toBeVisible();
  await expect(good).toHaveAttribute('aria-pressed', 'false');
  const { query_id, feedback } = await record();
  expect(feedback).toBe(0);

  // The same is shown beside the list, and can be changed there.
  await page.evaluate((id) => {
    window.location.hash = `#/queue/${id}`;
  }, query_id);
  const details = page.getByRole('dialog');
  await expect(details.getByRole('button', { name: 'Bad answer' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await details.getByRole('button', { name: 'Good answer' }).click();
  await expect(details).toContainText('this model will get more questions of this kind');
  expect((await record()).feedback).toBe(1);
});

test('what was not answered cannot be judged', async ({ page, product }) => {
  await product.request('POST', '/query', { body: { query: 'hola', deadline_ms: 1 } });
  const token = product.adminToken();
  const { body } = await product.request('GET', '/queries?limit=1', { token });
  const { query_id, state } = Object(body).queries[0];
  expect(state).toBe('expired');
  await page.evaluate((id) => {
    window.location.hash = `#/queue/${id}`;
  }, query_id);
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Good answer' })).toHaveCount(0);
});
