import { ask, expectLive, lastAnswer } from './console-page.ts';
import { expect, test } from './fixtures.ts';
import { SAYS_WHO_IT_IS } from './light-model.ts';
import { tellInstead } from './tell-instead.ts';
import { DECIDED } from './told-decisions.ts';

test('a decision tells what was tried out, decided before, ruled out or kept no parts', async ({
  page,
}) => {
  await tellInstead(page, { '/queries/get': () => ({ json: DECIDED }) });
  await page.reload();
  await expectLive(page);
  await page.evaluate(() => {
    window.location.hash = '#/queue/q_decided';
  });
  const decisions = page.locator('.decisions > li');
  const [first, second, third] = [decisions.nth(0), decisions.nth(1), decisions.nth(2)];
  await expect(first).toContainText('Little is known of this model yet');
  await expect(first.locator('.candidate')).toHaveCount(4);
  // The chosen one comes first, the rest from the best on.
  await expect(first.locator('.candidate').first()).toContainText(/newcomer.*chosen/);
  await expect(first.locator('.candidate').nth(1)).toContainText('local/coder:q8_0');
  await first.getByRole('button', { name: 'Show 25 more candidates' }).click();
  await expect(first.locator('.candidate')).toHaveCount(29);
  await expect(first.locator('.candidate').last()).toContainText(/ruled out.*2048 tokens at most/);
  await expect(second).toContainText('The same was decided 12 sec before');
  await expect(second).toContainText('Minus 2.00 points for what counts more');
  await expect(third).toContainText(/local\/coder:q8_0.*chosen.*0\.71.*in memory/);
  await expect(third.locator('.score-drawing')).toHaveCount(0);
  await expect(page.locator('.details-facts')).toContainText('Code (told by its words)');
});

test('a judgement that cannot be kept says so', async ({ page }) => {
  await tellInstead(page, { '/queries/feedback': () => ({ code: 'STORAGE_FULL', status: 507 }) });
  await page.reload();
  await expectLive(page);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Who are you?');
  await expect(lastAnswer(page)).toHaveText(SAYS_WHO_IT_IS);
  await page.getByRole('button', { name: 'Good answer' }).click();
  await expect(page.getByRole('alert')).toContainText('This was not kept. The disk is full.');
  await expect(page.getByRole('button', { name: 'Good answer' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
});
