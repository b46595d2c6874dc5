import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './e2e/chromium.ts';

/** The console in a real browser, on the built product. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  timeout: 30_000,
  // One core for the browser, one for the product.
  workers: 1,
  reporter: 'list',
  use: {
    launchOptions: { executablePath: chromiumPath(), args: chromiumArguments() },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
