import { expect, type Locator, type Page } from '@playwright/test';

/** Writes a question in the view Ask and sends it. */
export async function ask(page: Page, question: string): Promise<void> {
  const field = page.locator('textarea:not([aria-hidden])');
  await field.fill(question);
  await field.press('Enter');
}

/** The answer of the last question. */
export const lastAnswer = (page: Page): Locator => page.locator('output').last();

/** The value under a name in the figures of the overview. */
export const figure = (page: Page, name: string): Locator =>
  page.locator('dl > div').filter({ hasText: name }).locator('dd').first();

/** Waits until the console is told what changes. */
export async function expectLive(page: Page): Promise<void> {
  await expect(page.locator('.connection')).toHaveAttribute('data-line', 'live', {
    timeout: 15_000,
  });
}
