import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type DesktopBridge, PORT_MESSAGE } from '../shared/desktop-bridge.ts';

const bridge: DesktopBridge = { pathForFile: (file) => webUtils.getPathForFile(file) };
contextBridge.exposeInMainWorld('vx11', bridge);

/**
 * A port cannot pass through contextBridge, so the page posts it to its own window and it is handed
 * on from there. One per page: the first message wins, whatever else the page may run later.
 */
function handOverPort(event: MessageEvent<unknown>): void {
  const [port] = event.ports;
  if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
  window.removeEventListener('message', handOverPort);
  ipcRenderer.postMessage(PORT_MESSAGE, null, [port]);
}
window.addEventListener('message', handOverPort);
