import { join } from 'node:path';
import { toAppError } from '../shared/errors/app-error.ts';
import { type Core, compose } from './compose.ts';
import { forkAdapter } from './core/children/fork-adapter.ts';

/** The plain-Node entry: `npm run serve`, and `npm start` where there is no Electron or display. */

const say = (line: string): void => void process.stdout.write(`${line}\n`);
// Whoever read along may be gone; a stop must not break off because nobody hears of it.
process.stdout.on('error', () => undefined);

async function start(): Promise<Core> {
  return compose({
    children: forkAdapter,
    hostModule: join(import.meta.dirname, 'engine-host.js'),
    consoleRoot: join(import.meta.dirname, '../renderer'),
    resources: join(import.meta.dirname, '../../resources'),
    environment: process.env,
  });
}

/** The first signal asks to stop, the second insists. */
function stopOnSignals(core: Core): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) process.exit(130);
    stopping = true;
    say(`${signal}: finishing what runs; again to stop at once`);
    await core.close();
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
}

try {
  const core = await start();
  stopOnSignals(core);
  say(`VX11 Control answers at ${core.url} (API documentation: ${core.url}/docs)`);
  say(`Console: ${await core.consoleUrl()}`);
  say('The link opens the console once; "vx11 console" makes another.');
} catch (caught) {
  const error = toAppError(caught);
  process.stderr.write(`${error.code}: ${error.message}\n`);
  if (error.code === 'INTERNAL') process.stderr.write(`${String(error.cause)}\n`);
  process.exit(1);
}
