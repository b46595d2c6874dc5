import { EventEmitter } from 'node:events';
import { loud } from './loud.ts';

type Covered = 'close' | 'postMessage' | 'start';

/** How a port reaches its other end, in the page. */
export interface PortLine {
  post(message: unknown): void;
  close(): void;
}

/** The end of a page's port that came to the main process. */
export class DoublePort extends EventEmitter implements Pick<Electron.MessagePortMain, Covered> {
  readonly #line: PortLine;
  /** Messages that came before `start`; undefined once it was called. */
  #early: unknown[] | undefined = [];
  #closed = false;

  constructor(line: PortLine) {
    super();
    this.#line = line;
  }

  postMessage(message: unknown): void {
    if (!this.#closed) this.#line.post(structuredClone(message));
  }

  start(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of early) this.receive(message);
  }

  close(): void {
    this.#line.close();
    this.endReceived();
  }

  receive(data: unknown): void {
    if (this.#early === undefined) this.emit('message', { data, ports: [] });
    else this.#early.push(data);
  }

  /** The other end was closed, or its page is gone. */
  endReceived(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }
}

export const createPort = (line: PortLine): DoublePort =>
  loud('MessagePortMain', new DoublePort(line));
