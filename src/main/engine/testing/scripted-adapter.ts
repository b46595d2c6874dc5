import type {
  ChildExit,
  ChildHandle,
  ChildProcessAdapter,
  ForkOptions,
} from '../../core/children/child-process-adapter.ts';
import type { FromHost, ToHost } from '../protocol.ts';

/** A child that does nothing by itself: the test says what it answers and when it dies. */
export class ScriptedChild implements ChildHandle {
  readonly pid = 4711;
  /** Types of what the engine sent, in order. */
  readonly received: string[] = [];
  readonly sent: ToHost[] = [];
  killed = false;
  /** A kill is the end, as it is for a real process. Off: the test ends it. */
  diesWhenKilled = true;
  readonly #reads: readonly string[];
  #onMessage: (message: unknown) => void = () => {};
  #onExit: (exit: ChildExit) => void = () => {};

  constructor(reads: readonly string[] = []) {
    this.#reads = reads;
  }

  /** What it was started to read, and nothing else. */
  sees(path: string): boolean {
    return this.#reads.includes(path);
  }

  send(message: unknown): void {
    if (!isToHost(message)) throw new Error('not a message of the protocol');
    this.sent.push(message);
    this.received.push(message.type);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }

  onExit(listener: (exit: ChildExit) => void): void {
    this.#onExit = listener;
  }

  kill(): void {
    this.killed = true;
    if (this.diesWhenKilled) this.exit({ code: null, signal: 'SIGKILL' });
  }

  stderrTail(): string {
    return 'GGML_ASSERT failed';
  }

  says(message: FromHost): void {
    this.#onMessage(message);
  }

  saysNonsense(message: unknown): void {
    this.#onMessage(message);
  }

  exit(exit: ChildExit): void {
    const listener = this.#onExit;
    this.#onExit = () => {};
    listener(exit);
  }

  /** Through the start, up to a model that answers. */
  becomesReady(): void {
    this.says({ type: 'ready', scratch: null });
    this.says({ type: 'loaded', context_length: 2048, slots: 2, on_gpu: false, notes: [] });
  }
}

function isToHost(message: unknown): message is ToHost {
  return typeof message === 'object' && message !== null && 'type' in message;
}

/** Hands out scripted children, newest last. */
export class ScriptedAdapter implements ChildProcessAdapter {
  readonly children: ScriptedChild[] = [];

  fork(_module: string, { reads }: ForkOptions): ScriptedChild {
    const child = new ScriptedChild(reads);
    this.children.push(child);
    return child;
  }

  get last(): ScriptedChild {
    const child = this.children.at(-1);
    if (child === undefined) throw new Error('no child was started');
    return child;
  }
}
