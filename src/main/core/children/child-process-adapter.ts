/**
 * How the core starts a module of its own in another process. Three implementations stand behind it,
 * plain Node's, Node's in a sandbox, and Electron's, so that nothing above them knows which one runs.
 */
export interface ChildProcessAdapter {
  /** Never throws for a process that cannot start: that is an exit with `spawn_error`. */
  fork(modulePath: string, options: ForkOptions): ChildHandle;
}

export interface ForkOptions {
  /** What the operating system's process list shows, where it can. */
  readonly name: string;
  /** Added to the few variables a child gets anyway (see child-environment.ts). */
  readonly env: Readonly<Record<string, string>>;
  /** Files it will read. In a sandbox it sees these, beside what all see. */
  readonly reads?: readonly string[];
  /** Folders it will write in. In a sandbox it can write nowhere else that lasts. */
  readonly writes?: readonly string[];
}

export interface ChildHandle {
  /** Null before the process exists. */
  readonly pid: number | null;
  /** Whether it can open the file: a sandbox shows what was there when it was made. */
  sees(path: string): boolean;
  /** Structured-clonable data. Sending to a dead child does nothing: its exit tells the rest. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called exactly once, after the last message and the last line of stderr. */
  onExit(listener: (exit: ChildExit) => void): void;
  /** Cannot be refused by the child (SIGKILL), also when it is stopped or hangs. */
  kill(): void;
  /** The last few kilobytes the child wrote to stderr. */
  stderrTail(): string;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The process never came to life. */
  readonly spawn_error?: Error;
}
