import type { SystemEvent } from '../../shared/contract/events.ts';

/** A reader that falls this far behind loses the oldest events and is told how many. */
const BUFFERED_EVENTS = 1000;

class Subscription {
  #events: SystemEvent[] = [];
  #missed = 0;
  #wake: (() => void) | undefined;

  push(event: SystemEvent): void {
    if (this.#events.length >= BUFFERED_EVENTS) {
      this.#events.shift();
      this.#missed += 1;
    }
    this.#events.push(event);
    this.wake();
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** What has come since the last call. */
  take(): SystemEvent[] {
    const taken: SystemEvent[] = this.#missed > 0 ? [{ type: 'lagged', missed: this.#missed }] : [];
    taken.push(...this.#events);
    this.#events = [];
    this.#missed = 0;
    return taken;
  }

  async wait(): Promise<void> {
    if (this.#events.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Tells whoever listens what changed. A slow listener holds nobody up and cannot grow memory. */
export class EventBus {
  readonly #subscriptions = new Set<Subscription>();
  #closed = false;

  publish(event: SystemEvent): void {
    for (const subscription of this.#subscriptions) subscription.push(event);
  }

  /** Every event from now on, until the signal aborts or the bus closes. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<SystemEvent, void, void> {
    const subscription = new Subscription();
    const wake = (): void => subscription.wake();
    const over = (): boolean => this.#closed || signal?.aborted === true;
    this.#subscriptions.add(subscription);
    signal?.addEventListener('abort', wake);
    try {
      while (!over()) {
        yield* subscription.take();
        if (over()) return;
        await subscription.wait();
      }
    } finally {
      this.#subscriptions.delete(subscription);
      signal?.removeEventListener('abort', wake);
    }
  }

  /** Ends every subscription. */
  close(): void {
    this.#closed = true;
    for (const subscription of this.#subscriptions) subscription.wake();
  }
}
