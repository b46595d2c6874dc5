/** The window message, and then the message to Electron's main process, that carries the port. */
export const PORT_MESSAGE = 'vx11:port';

/** What the page finds as `window.vx11` when it runs in the desktop window. */
export interface DesktopBridge {
  /** Absolute path of a file dropped on, or chosen in, the page. */
  pathForFile(file: File): string;
}
