import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';

/*
 * The Chromium that shows the double's windows. Its profile lies in the app's user data, so what a
 * page remembers survives a restart. Playwright's _electron joins it over its debugging port.
 */

let context: BrowserContext | undefined;
/** The page that Chromium opens by itself becomes the first window. */
let spare: Page | undefined;

export async function openBrowser(options: { userData: string; locale: string }): Promise<void> {
  const profile = join(options.userData, 'double-chromium');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  context = await chromium.launchPersistentContext(profile, {
    ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
    args: [
      ...sandbox,
      '--remote-debugging-port=0',
      // Scripts that are modules count as foreign when they come from disk; Electron allows them.
      '--allow-file-access-from-files',
    ],
    locale: options.locale,
    colorScheme: null,
    viewport: null,
  });
  spare = context.pages()[0];
  const [port, path] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  // The line that _electron waits for.
  process.stderr.write(`DevTools listening on ws://127.0.0.1:${port}${path}\n`);
}

export async function newPage(): Promise<Page> {
  if (context === undefined) throw new Error('electron double: no window before the app is ready');
  const page = spare ?? (await context.newPage());
  spare = undefined;
  return page;
}

export async function closeBrowser(): Promise<void> {
  await context?.close();
}
