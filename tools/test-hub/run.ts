/** Runs the test hub until it is interrupted: `npm run test-hub -- --help`. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ControlDoor } from './control.ts';
import { TestHub } from './test-hub.ts';
import { TOKENS } from './tokens.ts';

const HELP = `npm run test-hub [-- --lifetime SECONDS]

  --lifetime SECONDS   how long signed URLs live (default 3600)

Prints the addresses and tokens as lines of NAME=value, then serves until SIGINT or SIGTERM.
`;

const { values } = parseArgs({
  options: {
    lifetime: { type: 'string', default: '3600' },
    help: { type: 'boolean', default: false },
  },
});

async function serve(): Promise<void> {
  const hub = await TestHub.start({ urlLifetime_s: Number(values.lifetime) });
  const control = await ControlDoor.open(hub);
  const lines = {
    HF_ENDPOINT: hub.endpoint,
    OPENROUTER_BASE_URL: hub.openRouterUrl,
    TEST_HUB_CONTROL: control.url,
    ...Object.fromEntries(
      Object.entries(TOKENS).map(([name, token]) => [`TOKEN_${name.toUpperCase()}`, token]),
    ),
  };
  for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name}=${value}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await Promise.all([control.close(), hub.stop()]);
}

if (values.help) process.stdout.write(HELP);
else await serve();
