import type { FromHost, ToHost } from '../protocol.ts';

/** The way to the engine, whichever of the two adapters started this process. */
export interface ParentChannel {
  send(message: FromHost): void;
  onMessage(listener: (message: ToHost) => void): void;
  /** The engine's process is gone. */
  onClosed(listener: () => void): void;
}

/** @throws Error when this module was started by hand */
export function openParentChannel(): ParentChannel {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (isParentPort(port)) return electronChannel(port);
  if (process.send !== undefined) return forkChannel();
  throw new Error('This module is a part of VX11 Control and is started by it.');
}

function forkChannel(): ParentChannel {
  return {
    // The callback takes the error of a closed channel; the 'disconnect' that follows is enough.
    send: (message) => process.send?.(message, undefined, {}, () => {}),
    onMessage: (listener) => process.on('message', (raw) => deliver(raw, listener)),
    onClosed: (listener) => process.once('disconnect', listener),
  };
}

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

function electronChannel(port: ParentPort): ParentChannel {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => deliver(data, listener)),
    // Chromium ends a utility process with its parent.
    onClosed: () => {},
  };
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value;
}

function deliver(raw: unknown, listener: (message: ToHost) => void): void {
  if (isToHost(raw)) listener(raw);
}

/** The engine is of the same build and trusted: its messages are told apart, not examined. */
function isToHost(raw: unknown): raw is ToHost {
  return typeof raw === 'object' && raw !== null && 'type' in raw && typeof raw.type === 'string';
}
