import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './e2e/chromium.ts';
import { executableOf } from './e2e/desktop-app.ts';
import type { Target } from './e2e/fixtures.ts';

const CONSOLE_ONLY = ['**/console.spec.ts', '**/*.console.spec.ts'];
const DESKTOP_ONLY = '**/desktop*.spec.ts';

// Read once for every worker, and said once.
if (executableOf('desktop') === undefined && process.env['TEST_WORKER_INDEX'] === undefined) {
  if (process.env['VX11_REQUIRE_ELECTRON'] === '1') {
    throw new Error('VX11_REQUIRE_ELECTRON is set, and there is no Electron here.');
  }
  process.stderr.write(
    '\n*** No Electron here: every test of the project "desktop" is skipped. The project "double"\n' +
      '*** runs the same specs on a stand-in (e2e/double/README.md), which is not Electron.\n' +
      '*** VX11_REQUIRE_ELECTRON=1 makes this an error.\n\n',
  );
}

/** The built product: its console in a browser, and its desktop app. See e2e/fixtures.ts. */
export default defineConfig<object, { target: Target }>({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  timeout: 30_000,
  // One core for the browser, one for the product.
  workers: 1,
  reporter: 'list',
  use: {
    locale: 'en-US',
    launchOptions: { executablePath: chromiumPath(), args: chromiumArguments() },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'console', use: { target: 'console' }, testIgnore: DESKTOP_ONLY },
    { name: 'double', use: { target: 'double' }, testIgnore: CONSOLE_ONLY },
    { name: 'desktop', use: { target: 'desktop' }, testIgnore: CONSOLE_ONLY },
  ],
});
