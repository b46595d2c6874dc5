import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MetFault } from './faults.ts';
import type { Note } from './ledger.ts';
import { sendBody } from './send-body.ts';

export type Headers = Readonly<Record<string, string>>;

/** One request with the ways to answer it. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly faults: readonly MetFault[];
  readonly note: Note;
  readonly #response: ServerResponse;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    context: { readonly url: URL; readonly faults: readonly MetFault[]; readonly note: Note },
  ) {
    this.request = request;
    this.#response = response;
    this.url = context.url;
    this.faults = context.faults;
    this.note = context.note;
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Adds to whichever answer comes. */
  setHeaders(headers: Headers): void {
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value);
  }

  json(status: number, body: unknown, headers: Headers = {}): Promise<void> {
    const type = { 'content-type': 'application/json; charset=utf-8' };
    return this.#whole(status, JSON.stringify(body), { ...type, ...headers });
  }

  text(status: number, body: string, headers: Headers = {}): Promise<void> {
    const type = { 'content-type': 'text/plain; charset=utf-8' };
    return this.#whole(status, body, { ...type, ...headers });
  }

  /** @param length of all chunks in bytes, which `HEAD` hears of too */
  async send(
    status: number,
    headers: Headers,
    chunks: Iterable<Buffer>,
    length: number,
  ): Promise<void> {
    this.begin(status, { ...headers, 'content-length': String(length) });
    if (this.method === 'HEAD') this.#response.end();
    else await sendBody(this.#response, this.note, this.faults, chunks, length);
  }

  /** Status and headers of an answer of unknown length; `write` and `end` follow. */
  begin(status: number, headers: Headers): void {
    this.note.answered(status);
    this.#response.writeHead(status, headers);
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    this.#response.write(bytes);
    this.note.sent(bytes.length);
  }

  end(): void {
    this.#response.end();
  }

  /** Reads the whole body as JSON; undefined when it is none. */
  async readJson(): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.request) chunks.push(Buffer.from(chunk));
    try {
      return JSON.parse(Buffer.concat(chunks).toString());
    } catch {
      return undefined;
    }
  }

  #whole(status: number, body: string, headers: Headers): Promise<void> {
    const bytes = Buffer.from(body);
    return this.send(status, headers, [bytes], bytes.length);
  }
}
