import type { EngineTimer, EngineTimings } from './engine-parts.ts';

/**
 * Notices a process that no longer answers. It counts unanswered pings, not seconds: after the
 * machine slept, or this process was busy, timers run late all at once, and silence measured by
 * the clock would condemn a healthy child.
 */
export class Heartbeat {
  readonly #timer: EngineTimer;
  readonly #timings: EngineTimings;
  readonly #ping: (n: number) => void;
  readonly #onSilence: () => void;
  readonly #allowed: number;
  #sent = 0;
  #answered = 0;
  #cancel: (() => void) | undefined;

  constructor(
    timer: EngineTimer,
    timings: EngineTimings,
    ping: (n: number) => void,
    onSilence: () => void,
  ) {
    this.#timer = timer;
    this.#timings = timings;
    this.#ping = ping;
    this.#onSilence = onSilence;
    this.#allowed = Math.max(1, Math.ceil(timings.hung_after / timings.ping_every));
  }

  start(): void {
    this.#beat();
  }

  pong(n: number): void {
    this.#answered = Math.max(this.#answered, Math.min(n, this.#sent));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #beat(): void {
    if (this.#sent - this.#answered >= this.#allowed) {
      this.stop();
      this.#onSilence();
      return;
    }
    this.#sent += 1;
    this.#ping(this.#sent);
    this.#cancel = this.#timer.after(this.#timings.ping_every, () => this.#beat());
  }
}
