import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where one installation keeps its data. */
export interface HomePaths {
  readonly home: string;
  readonly database: string;
  readonly models: string;
  readonly logs: string;
  /** What models have computed of prompts, for the time of one run. */
  readonly prefixes: string;
  readonly config: string;
  /** Signs tokens and console links; encrypts secrets. Readable by the owner only. */
  readonly keys: string;
  /** Where the product answers while it runs. */
  readonly running: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const APP_FOLDER = 'vx11-control';

/** An empty variable counts as not set, or the home would be wherever the program was started. */
const valueOf = (environment: Environment, name: string): string | undefined =>
  environment[name]?.trim() || undefined;

/** The platform's folder for user data: Application Support, %APPDATA%, or XDG's data home. */
function userDataFolder(environment: Environment, platform: NodeJS.Platform): string {
  const user = homedir();
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', APP_FOLDER);
  if (platform === 'win32') {
    const roaming = valueOf(environment, 'APPDATA') ?? join(user, 'AppData', 'Roaming');
    return join(roaming, APP_FOLDER);
  }
  // The XDG base directory specification: a relative path is invalid and is to be ignored.
  const data = valueOf(environment, 'XDG_DATA_HOME') ?? '';
  return join(isAbsolute(data) ? data : join(user, '.local', 'share'), APP_FOLDER);
}

/** `VX11_HOME` names the home; `DATABASE_PATH` moves the database alone. Creates nothing. */
export function homePaths(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): HomePaths {
  const home = resolve(valueOf(environment, 'VX11_HOME') ?? userDataFolder(environment, platform));
  return {
    home,
    database: resolve(valueOf(environment, 'DATABASE_PATH') ?? join(home, 'vx11.db')),
    models: join(home, 'models'),
    logs: join(home, 'logs'),
    prefixes: join(home, 'cache', 'prefixes'),
    config: join(home, 'config.json'),
    keys: join(home, 'keys.json'),
    running: join(home, 'running.json'),
  };
}

/** Makes the folders of a home, closed to other users. */
export function createHome(paths: HomePaths): void {
  for (const folder of [paths.home, paths.models, paths.logs]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}
