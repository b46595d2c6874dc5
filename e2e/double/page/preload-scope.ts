import type { KnownFile, ToPage } from './messages.ts';

/**
 * Gives a page what a sandboxed preload has: `require('electron')` with ipcRenderer, contextBridge
 * and webUtils. Runs in the page, as text, so it can use nothing from outside itself.
 */
export function installPreloadScope(): void {
  if (window !== window.top) return; // Electron gives frames no preload.
  const call = window.electronDoubleCall;
  const ports = new Map<string, MessagePort>();
  const files: KnownFile[] = [];

  function adopt(port: MessagePort): string {
    const id = crypto.randomUUID();
    ports.set(id, port);
    port.addEventListener('message', ({ data }) => {
      void call({ type: 'port-message', port: id, data });
    });
    port.addEventListener('close', () => void call({ type: 'port-close', port: id }));
    port.start();
    return id;
  }

  function receive(messages: readonly ToPage[]): void {
    for (const message of messages) {
      const port = ports.get(message.port);
      if (message.type === 'port-message') port?.postMessage(message.data);
      else port?.close();
    }
  }

  /** As contextBridge: copies are handed over, frozen, and functions are wrapped. */
  function bridge(value: unknown): unknown {
    if (typeof value === 'function') return (...args: unknown[]) => bridge(value(...args));
    if (typeof value !== 'object' || value === null) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
    const entries = Object.entries(value).map(([key, part]) => [key, bridge(part)] as const);
    return Object.freeze(Object.fromEntries(entries));
  }

  function pathOf(file: File): string {
    if (!(file instanceof File)) throw new TypeError('getPathForFile takes a File');
    const known = files.findLast(
      ({ name, size, lastModified }) =>
        name === file.name && size === file.size && lastModified === file.lastModified,
    );
    return known?.path ?? '';
  }

  function lacking(module: string, parts: object): object {
    return new Proxy(parts, {
      get(target, key) {
        if (key in target || typeof key === 'symbol') return Reflect.get(target, key);
        throw new Error(`electron double: ${module}.${key} is not there`);
      },
    });
  }

  const electron = lacking('electron', {
    contextBridge: lacking('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) =>
        Object.defineProperty(window, key, { value: bridge(api), enumerable: true }),
    }),
    ipcRenderer: lacking('ipcRenderer', {
      postMessage: (channel: string, message: unknown, transfer: readonly MessagePort[] = []) =>
        void call({ type: 'send', channel, message, ports: transfer.map(adopt) }),
    }),
    webUtils: lacking('webUtils', { getPathForFile: pathOf }),
  });

  function requireInPreload(name: string): unknown {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  }

  const scope = { require: requireInPreload, process: { type: 'renderer', sandboxed: true } };
  const learnPaths = (known: readonly KnownFile[]) => void files.push(...known);
  Object.defineProperty(window, 'electronDouble', {
    value: { receive, learnPaths, preloadScope: scope },
  });
  void call({ type: 'document' });
}
