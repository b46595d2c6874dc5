/** Speed is told of the last so many milliseconds: long enough not to flicker. */
const WINDOW_MS = 5000;
/** Samples closer together than this are one. */
const STEP_MS = 200;

/** How fast a download is, from what was here when. Times come from outside. */
export class SpeedMeter {
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param bytes that are here at this time */
  note(at: number, bytes: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && at - last.at < STEP_MS) return;
    this.#samples.push({ at, bytes });
    // One sample from before the window stays, so that the window is always covered.
    while ((this.#samples[1]?.at ?? at) <= at - WINDOW_MS) this.#samples.shift();
  }

  /** Bytes per second; null until there is something to tell. */
  speed(at: number, bytes: number): number | null {
    const [first] = this.#samples;
    if (first === undefined || at - first.at < STEP_MS) return null;
    return Math.max(0, Math.round(((bytes - first.bytes) * 1000) / (at - first.at)));
  }
}

/** Null while nothing comes: there is no honest number then. */
export function secondsLeft(missingBytes: number, speed: number | null): number | null {
  return speed === null || speed === 0 ? null : Math.ceil(missingBytes / speed);
}
