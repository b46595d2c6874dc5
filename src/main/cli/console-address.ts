import { AppError } from '../../shared/errors/app-error.ts';
import { reachableUrl } from '../core/reachable-url.ts';
import type { Running } from '../core/running-file.ts';
import type { Settings } from '../core/settings/schema.ts';

/**
 * Where the console is: what the settings call this server (`core_url`), else where the product
 * answers now, else where it would after a start.
 * @throws AppError CONFIG_INVALID when the system is to choose the port and nothing runs yet
 */
export function consoleAddress(
  { core_url, host, port }: Pick<Settings, 'core_url' | 'host' | 'port'>,
  running: Running | undefined,
): string {
  if (core_url !== undefined) return core_url.replace(/\/+$/, '');
  if (running !== undefined) return running.url;
  if (port !== 0) return reachableUrl(host, port);
  throw new AppError('CONFIG_INVALID', {
    message:
      'The port is 0, so the system chooses one at each start, and VX11 Control is not running on this home. Start it first, or set a port (VX11_PORT).',
  });
}
