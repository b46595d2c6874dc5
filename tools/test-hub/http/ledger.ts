import type { OriginName } from './faults.ts';

/** A request as it came, and what was sent for it. */
export interface Entry {
  readonly number: number;
  readonly at_ms: number;
  readonly origin: OriginName;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A token came along. */
  readonly authorized: boolean;
  /** `owner/name/path` when it is about one file. */
  readonly file: string | null;
  readonly status: number | null;
  /** Of the body, as far as the operating system took them. */
  readonly bytes: number;
  readonly ended: 'not yet' | 'complete' | 'cut';
}

type Open = { -readonly [Key in keyof Entry]: Entry[Key] };

const isBytes = ({ status }: Entry): boolean => status === 200 || status === 206;

interface Waiting {
  readonly file: string;
  readonly bytes: number;
  readonly resolve: () => void;
}

/** What the ledger notes about a request while it is answered. */
export interface Note {
  readonly entry: Entry;
  readonly concerns: (file: string) => void;
  readonly answered: (status: number) => void;
  readonly sent: (bytes: number) => void;
  readonly ended: (how: 'complete' | 'cut') => void;
}

/** Every request, with its headers and the bytes sent: proofs judge the product by it. */
export class Ledger {
  #entries: Open[] = [];
  #waiting: Waiting[] = [];
  #count = 0;

  open(
    request: Pick<Entry, 'at_ms' | 'origin' | 'method' | 'url' | 'headers' | 'authorized'>,
  ): Note {
    this.#count += 1;
    const entry: Open = {
      ...request,
      number: this.#count,
      file: null,
      status: null,
      bytes: 0,
      ended: 'not yet',
    };
    this.#entries.push(entry);
    return {
      entry,
      concerns: (file) => {
        entry.file = file;
      },
      answered: (status) => {
        entry.status = status;
      },
      sent: (bytes) => {
        entry.bytes += bytes;
        this.#wake();
      },
      ended: (how) => {
        entry.ended = how;
      },
    };
  }

  requests(origin?: OriginName): readonly Entry[] {
    return this.#entries.filter((entry) => origin === undefined || entry.origin === origin);
  }

  /** Of the file itself: redirects and refusals that are about it do not count. */
  bytesOf(file: string): number {
    return this.#sum(this.#entries.filter((entry) => entry.file === file && isBytes(entry)));
  }

  bytesByFile(): Readonly<Record<string, number>> {
    const files = new Set(this.#entries.flatMap(({ file }) => file ?? []));
    return Object.fromEntries([...files].map((file) => [file, this.bytesOf(file)]));
  }

  /** Of all bodies, whatever they were. */
  totalBytes(): number {
    return this.#sum(this.#entries);
  }

  /** Resolves once so many bytes of the file have been sent: the moment to kill somebody. */
  reached(file: string, bytes: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ file, bytes, resolve });
    this.#wake();
    return promise;
  }

  clear(): void {
    this.#entries = [];
  }

  #sum(entries: readonly Entry[]): number {
    return entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #wake(): void {
    this.#waiting = this.#waiting.filter(({ file, bytes, resolve }) => {
      if (this.bytesOf(file) < bytes) return true;
      resolve();
      return false;
    });
  }
}
