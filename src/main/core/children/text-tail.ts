/** Enough for an assertion of a native library and its backtrace. */
const KEPT_CHARACTERS = 8_192;

/** Reads a stream to its end and remembers only the last part, however much is written. */
export class TextTail {
  #text = '';

  constructor(stream: NodeJS.ReadableStream | null) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      this.#text = (this.#text + chunk).slice(-KEPT_CHARACTERS);
    });
    // A broken pipe is the end of the child, which is reported as its exit.
    stream?.on('error', () => {});
  }

  toString(): string {
    return this.#text;
  }
}
