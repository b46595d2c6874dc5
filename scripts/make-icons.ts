import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../e2e/chromium.ts';

/** `npm run make:icons`: renders the icons' drawings. The results are kept, so nobody needs this. */

const ICONS = join(import.meta.dirname, '../resources/icons');

/** Blue is seen on light and dark panels; macOS wants black and paints it itself. */
const BLUE = '#339af0';
const BLACK = '#000000';

const IMAGES = [
  { from: 'app', to: 'app', pixels: 512, colour: BLACK },
  { from: 'tray', to: 'tray', pixels: 16, colour: BLUE },
  { from: 'tray', to: 'tray@2x', pixels: 32, colour: BLUE },
  { from: 'tray', to: 'trayTemplate', pixels: 16, colour: BLACK },
  { from: 'tray', to: 'trayTemplate@2x', pixels: 32, colour: BLACK },
] as const;

const browser = await chromium.launch({
  executablePath: chromiumPath(),
  args: chromiumArguments(),
});
const page = await browser.newPage();
for (const { from, to, pixels, colour } of IMAGES) {
  const drawing = readFileSync(join(ICONS, `${from}.svg`), 'utf8');
  await page.setViewportSize({ width: pixels, height: pixels });
  await page.setContent(
    `<style>body { margin: 0; color: ${colour} } svg { display: block }</style>${drawing}`,
  );
  const path = join(ICONS, `${to}.png`);
  writeFileSync(path, await page.screenshot({ omitBackground: true }));
  console.log(path);
}
await browser.close();
