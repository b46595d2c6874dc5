import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Locator, Page } from '@playwright/test';

/**
 * Drops files of the disk over the browser's own input, so that the page gets real `File`s: large
 * ones cost nothing, and in Electron they have a path.
 */
export async function dropFileOn(
  page: Page,
  target: 'console' | 'double' | 'desktop',
  at: Locator | string,
  paths: readonly string[],
): Promise<void> {
  if (target === 'double') await tellPaths(page, paths);
  const place = typeof at === 'string' ? page.locator(at) : at;
  const box = await place.boundingBox();
  if (box === null) throw new Error('There is nothing to drop a file on.');
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await cdp.detach();
}

/** A plain Chromium never tells a page where a file lies, so the double has to be told. */
async function tellPaths(page: Page, paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => {
    const { size, mtimeMs } = statSync(path);
    return { path, name: basename(path), size, lastModified: Math.floor(mtimeMs) };
  });
  await page.evaluate((known) => window.electronDouble?.learnPaths(known), files);
}
