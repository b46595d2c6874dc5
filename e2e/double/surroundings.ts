import { EventEmitter } from 'node:events';
import { loud } from './loud.ts';

/* What an app asks of the system around it. */

/** Nothing leaves: what would have been opened is noted. */
export const shell = loud('shell', {
  opened: [] as string[],
  openExternal(address: string): Promise<void> {
    this.opened.push(address);
    return Promise.resolve();
  },
} satisfies Pick<Electron.Shell, 'openExternal'> & { opened: string[] });

const AREA = { x: 0, y: 0, width: 1920, height: 1080 };

/** One display with a bar of 40 pixels at its upper edge. */
export const screen = loud('screen', {
  getAllDisplays: () => [{ bounds: AREA, workArea: { ...AREA, y: 40, height: 1040 } }],
});

class DoubleNativeTheme extends EventEmitter {
  readonly shouldUseDarkColors = false;
}

export const nativeTheme = loud(
  'nativeTheme',
  new DoubleNativeTheme() satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors'>,
);
