/**
 * Gathers the text of one turn of the event loop into one message, because a message between
 * processes costs about as much as sampling a token.
 */
export class TextOutbox {
  readonly #send: (text: string) => void;
  #text = '';
  #scheduled: NodeJS.Immediate | undefined;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  append(text: string): void {
    this.#text += text;
    if (text !== '') this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Before the word that the answer is over. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#send(text);
  }

  drop(): void {
    this.#text = '';
    this.flush();
  }
}
