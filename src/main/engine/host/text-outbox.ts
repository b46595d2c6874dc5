import type { Beat } from './beat.ts';

/** Sends the text of one answer: its first piece at once, because somebody waits, then by the beat. */
export class TextOutbox {
  readonly #send: (text: string) => void;
  readonly #beat: Beat;
  #text = '';
  #begun = false;

  constructor(send: (text: string) => void, beat: Beat) {
    this.#send = send;
    this.#beat = beat;
  }

  append(text: string): void {
    if (text === '') return;
    this.#text += text;
    if (this.#begun) this.#beat.next(this.flush);
    else this.flush();
  }

  /** Before the word that the answer is over. */
  flush = (): void => {
    this.#beat.callOff(this.flush);
    const text = this.#text;
    this.#text = '';
    if (text === '') return;
    this.#begun = true;
    this.#send(text);
  };

  drop(): void {
    this.#text = '';
    this.flush();
  }
}
