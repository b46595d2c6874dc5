import { EventEmitter } from 'node:events';
import { loud } from './loud.ts';

/** Only what pages send: `handle` and `invoke` are not used here, and say so when they are. */
class DoubleIpcMain extends EventEmitter {}

export const ipcMain = loud('ipcMain', new DoubleIpcMain());
