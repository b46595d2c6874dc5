import { join } from 'node:path';
import { toAppError } from '../shared/errors/app-error.ts';
import { type Core, compose } from './compose.ts';
import { startNodeProcesses } from './core/children/node-processes.ts';
import { stopOnSignals } from './core/stop-on-signals.ts';

/** The plain-Node entry: `npm run serve`, and `npm start` where there is no Electron or display. */

const say = (line: string): void => void process.stdout.write(`${line}\n`);
// Whoever read along may be gone; a stop must not break off because nobody hears of it.
process.stdout.on('error', () => undefined);

async function start(): Promise<Core> {
  return compose({
    processes: startNodeProcesses,
    hostModule: join(import.meta.dirname, 'engine-host.js'),
    consoleRoot: join(import.meta.dirname, '../renderer'),
    resources: join(import.meta.dirname, '../../resources'),
    environment: process.env,
  });
}

try {
  const core = await start();
  stopOnSignals({
    stop: () => void core.close().then(() => process.exit(0)),
    unfinished: () => core.unfinished(),
    say,
    exit: (code) => process.exit(code),
  });
  say(`VX11 Control answers at ${core.url} (API documentation: ${core.url}/docs)`);
  say(`Console: ${await core.consoleUrl()}`);
  say('The link opens the console once; "vx11 console" makes another.');
} catch (caught) {
  const error = toAppError(caught);
  process.stderr.write(`${error.code}: ${error.message}\n`);
  if (error.code === 'INTERNAL') process.stderr.write(`${String(error.cause)}\n`);
  process.exit(1);
}
