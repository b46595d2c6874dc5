import { type Milliseconds, milliseconds, seconds } from '../../shared/domain/units.ts';
import type { ChildProcessAdapter } from '../core/children/child-process-adapter.ts';
import type { KeptPrefixes } from './kept-prefixes.ts';

export interface EngineLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface EngineTimer {
  /** @returns a function that calls it off */
  after(delay: Milliseconds, run: () => void): () => void;
}

export interface EngineTimings {
  /** From the start of the process to the model's being ready. A slow disk reads 2 GB in this. */
  readonly load: Milliseconds;
  readonly ping_every: Milliseconds;
  /** Unanswered for this long, the process counts as hung. */
  readonly hung_after: Milliseconds;
  /** From asking a process to leave to ending it. */
  readonly exit_grace: Milliseconds;
}

export const DEFAULT_TIMINGS: EngineTimings = {
  load: seconds(180),
  ping_every: seconds(2),
  // Loading blocks the process's loop for a quarter of a second on a fast machine; a swapping one
  // is slower by orders of magnitude, and killing it then costs more than waiting.
  hung_after: seconds(30),
  exit_grace: milliseconds(3_000),
};

export interface HostParts {
  readonly adapter: ChildProcessAdapter;
  /** Path of the child's entry, `host/main` as it is built. */
  readonly hostModule: string;
  /** Compute threads; physical cores is right, more is slower. */
  readonly threads: number;
  /** Answers written side by side by one model. Each has a context of its own. */
  readonly slots: number;
  /** Most tokens of one slot, prompt and answer together. */
  readonly contextTokens: number;
  /** Without it, what a model has read is lost when it leaves memory. */
  readonly prefixes?: KeptPrefixes | undefined;
  readonly timings: EngineTimings;
  readonly timer: EngineTimer;
  readonly log: EngineLog;
}
