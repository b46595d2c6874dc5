import { EventEmitter } from 'node:events';

/** `node --import` in a utility process: Electron's `process.parentPort`, over Node's own channel. */
class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    process.send?.(message);
  }
}

const parentPort = new ParentPort();
process.on('message', (data) => parentPort.emit('message', { data, ports: [] }));
Object.assign(process, { parentPort });
