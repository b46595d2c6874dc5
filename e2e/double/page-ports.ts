import type { Page } from '@playwright/test';
import { createPort, type DoublePort } from './message-port.ts';
import type { ToPage } from './page/messages.ts';

/** The ports that one page has handed to the main process. They live as long as its document. */
export class PagePorts {
  readonly #page: () => Page | undefined;
  readonly #ports = new Map<string, DoublePort>();
  /** What waits for its turn: one delivery at a time keeps the order. */
  #outgoing: ToPage[] = [];
  #delivering = false;

  constructor(page: () => Page | undefined) {
    this.#page = page;
  }

  open(id: string): DoublePort {
    const port = createPort({
      post: (data) => this.#send({ type: 'port-message', port: id, data }),
      close: () => this.#send({ type: 'port-close', port: id }),
    });
    this.#ports.set(id, port);
    return port;
  }

  receive(id: string, data: unknown): void {
    this.#ports.get(id)?.receive(data);
  }

  close(id: string): void {
    this.#ports.get(id)?.endReceived();
    this.#ports.delete(id);
  }

  closeAll(): void {
    this.#outgoing = [];
    for (const id of this.#ports.keys()) this.close(id);
  }

  #send(message: ToPage): void {
    this.#outgoing.push(message);
    if (!this.#delivering) void this.#deliver();
  }

  async #deliver(): Promise<void> {
    this.#delivering = true;
    while (this.#outgoing.length > 0) {
      const messages = this.#outgoing.splice(0);
      // The document may be gone in the meantime, and with it whoever waited for this.
      await this.#page()
        ?.evaluate((batch) => window.electronDouble?.receive(batch), messages)
        .catch(() => {});
    }
    this.#delivering = false;
  }
}
