import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import { openBrowser } from './browser.ts';

/*
 * Runs an app as Electron does: evaluates its main module, and only then becomes ready. The folder
 * of the app is the first argument that is no switch.
 */

/** An app that awaits readiness at its top level would wait for itself, in Electron without end. */
const EVALUATION_LIMIT_MS = 10_000;

function mainModule(folder: string): string {
  const about: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { main, version } = Object(about);
  app.version = String(version);
  return join(folder, String(main));
}

function refuseDeadlock(): never {
  process.stderr.write('electron double: the main module does not finish evaluating\n');
  process.exit(70);
}

app.appPath = resolve(process.argv.slice(2).find((word) => !word.startsWith('-')) ?? '.');
const module = mainModule(app.appPath);
const alarm = setTimeout(refuseDeadlock, EVALUATION_LIMIT_MS);
await import(pathToFileURL(module).href);
clearTimeout(alarm);
// Chromium ends an app that is asked to, instead of the process that runs it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
await openBrowser({ userData: app.getPath('userData'), locale: app.locale });
app.becomeReady();
