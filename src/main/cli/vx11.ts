import { Command, InvalidArgumentError } from 'commander';
import { SCOPES, type Scope } from '../../shared/contract/access.ts';
import { type ModuleType, moduleTypeOfId, parseModuleType } from '../../shared/domain/module.ts';
import { type TerminalState, terminalStateSchema } from '../../shared/domain/query.ts';
import { AppError, toAppError } from '../../shared/errors/app-error.ts';
import { createTicket } from '../core/access/console-ticket.ts';
import { openKeyring } from '../core/access/keyring.ts';
import { createToken } from '../core/access/tokens.ts';
import { createHome, homePaths } from '../core/paths.ts';
import { readRunning } from '../core/running-file.ts';
import { loadSettings } from '../core/settings/load-settings.ts';
import { VERSION } from '../version.ts';
import { consoleAddress } from './console-address.ts';
import { parseLifetime } from './lifetime.ts';
import { purgeQueries } from './purge-queries.ts';

/** The command line: `vx11 --help`. It signs with the home's own key. */

interface TokenOptions {
  readonly scope: readonly Scope[];
  readonly module: string;
  readonly type?: ModuleType;
  readonly expires: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function collectScope(value: string, earlier: readonly Scope[] = []): readonly Scope[] {
  const scopes = value.split(',').map((name) => SCOPES.find((scope) => scope === name.trim()));
  if (scopes.some((scope) => scope === undefined)) {
    throw new InvalidArgumentError(`Use ${SCOPES.join(', ')}.`);
  }
  return [...earlier, ...scopes.filter((scope) => scope !== undefined)];
}

function readModuleType(value: string): ModuleType {
  const type = parseModuleType(value);
  if (type === undefined) throw new InvalidArgumentError('Use MADRE, OPERATOR, SHUB, HIJA, ….');
  return type;
}

function readLifetime(value: string): number {
  const seconds = parseLifetime(value);
  if (seconds === undefined) throw new InvalidArgumentError('Use a time like 12h, 30d or 1y.');
  return seconds;
}

function openHomeKeys() {
  const paths = homePaths();
  createHome(paths);
  return { paths, keyring: openKeyring(paths.keys) };
}

async function createTokenCommand(options: TokenOptions): Promise<void> {
  const { keyring } = openHomeKeys();
  const claims = {
    module_id: options.module,
    module_type: options.type ?? moduleTypeOfId(options.module),
    scopes: [...new Set(options.scope)],
  };
  say(await createToken(keyring, claims, options.expires));
}

async function consoleCommand(): Promise<void> {
  const { paths, keyring } = openHomeKeys();
  const { settings } = loadSettings(paths.config, process.env);
  const running = readRunning(paths.running);
  const base = consoleAddress(settings, running);
  say(`${base}/console/login?ticket=${await createTicket(keyring)}`);
  if (running === undefined && settings.core_url === undefined) {
    process.stderr.write(
      'VX11 Control is not running on this home: start it, then open the link.\n',
    );
  }
}

interface PurgeOptions {
  readonly olderThan?: number;
  readonly state?: readonly TerminalState[];
  readonly yes?: boolean;
}

function collectState(
  value: string,
  earlier: readonly TerminalState[] = [],
): readonly TerminalState[] {
  const states = terminalStateSchema.array().safeParse(value.split(',').map((name) => name.trim()));
  if (!states.success) {
    throw new InvalidArgumentError(`Use ${terminalStateSchema.options.join(', ')}.`);
  }
  return [...earlier, ...states.data];
}

async function purgeCommand({ olderThan, state, yes }: PurgeOptions): Promise<void> {
  const { paths, keyring } = openHomeKeys();
  const running = readRunning(paths.running);
  if (running === undefined) {
    throw new AppError('NOT_AVAILABLE', {
      message: 'VX11 Control is not running on this home. Start it, then purge.',
    });
  }
  const claims = { module_id: 'vx11', module_type: moduleTypeOfId('vx11'), scopes: SCOPES };
  const request = {
    preview: yes !== true,
    ...(olderThan === undefined && state === undefined && { all: true }),
    ...(olderThan !== undefined && { older_than_s: olderThan }),
    ...(state !== undefined && { state }),
  };
  const token = await createToken(keyring, claims, PURGE_TOKEN_SECONDS);
  say(await purgeQueries(running.url, token, request));
}

const PURGE_TOKEN_SECONDS = 60;

const program = new Command('vx11').description('VX11 Control').version(VERSION);

program
  .command('token')
  .description('tokens of this home')
  .command('create')
  .description('make a token and print it')
  .requiredOption(
    '--scope <scope>',
    `${SCOPES.join(', ')}; repeat or separate by commas`,
    collectScope,
  )
  .option('--module <id>', 'the module that will use it', 'operator')
  .option('--type <type>', 'its type; default: from the id', readModuleType)
  .option('--expires <time>', 'how long it is valid', readLifetime, 90 * 24 * 60 * 60)
  .action(createTokenCommand);

program
  .command('queries')
  .description('queries of this home')
  .command('purge')
  .description('take finished queries away, from the files of the database, too')
  .option('--older-than <time>', 'only those that ended so long ago', readLifetime)
  .option(
    '--state <state>',
    `only these: ${terminalStateSchema.options.join(', ')}; repeat or separate by commas`,
    collectState,
  )
  .option('--yes', 'do it; without it, they are only counted')
  .action(purgeCommand);

program
  .command('console')
  .description('print a link that opens the console once')
  .action(consoleCommand);

try {
  await program.parseAsync();
} catch (caught) {
  const error = toAppError(caught);
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(1);
}
