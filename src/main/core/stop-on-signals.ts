import { constants } from 'node:os';

export interface StopParts {
  /** Begins an orderly stop; ends the process when that is done. */
  readonly stop: () => void;
  /** Queries that are acknowledged and have not ended. */
  readonly unfinished: () => number;
  readonly say: (line: string) => void;
  readonly exit: (code: number) => void;
}

function whatIsLeft(count: number): string {
  if (count === 0) return 'no query is left unfinished';
  return `${count} unfinished ${count === 1 ? 'query is' : 'queries are'} kept for the next start`;
}

/** The first signal asks to stop, the second insists. What was acknowledged is on disk either way. */
export function stopOnSignals({ stop, unfinished, say, exit }: StopParts): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      say(`${signal} again: stopping at once; ${whatIsLeft(unfinished())}`);
      return exit(128 + constants.signals[signal]); // As a shell reports a death by this signal.
    }
    stopping = true;
    say(`${signal}: finishing what runs; again to stop at once`);
    stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
