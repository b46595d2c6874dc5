import { type EpochMs, type Milliseconds, seconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { RateGate } from './rate-limit.ts';
import { readJson } from './read-json.ts';

export interface HubDoorOptions {
  /** Address of the API; paths are added to it. */
  readonly endpoint: string;
  readonly now: () => EpochMs;
  /** How long one answer may take. */
  readonly timeout?: Milliseconds;
}

export interface HubQuestion {
  readonly url: URL;
  /** Goes to the endpoint's own origin, nowhere else. */
  readonly token?: string | undefined;
  /** Of the body. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HubAnswer {
  /** 2xx, 401, 403 or 404; the rest is thrown. */
  readonly status: number;
  readonly headers: Headers;
  /** Of a 2xx. */
  readonly body: unknown;
}

const TIMEOUT = seconds(10);
/** A renamed repository answers with one; more is a loop. */
const MOST_REDIRECTS = 3;
const ANSWERS: ReadonlySet<number> = new Set([401, 403, 404]);

/** Asks one hub: bounded in time and size, at its pace, and with the token for nobody else. */
export class HubDoor {
  readonly host: string;
  readonly #origin: string;
  readonly #timeout: Milliseconds;
  readonly #gate: RateGate;

  constructor({ endpoint, now, timeout = TIMEOUT }: HubDoorOptions) {
    const url = new URL(endpoint);
    this.host = url.host;
    this.#origin = url.origin;
    this.#timeout = timeout;
    this.#gate = new RateGate(url.host, now);
  }

  /** @throws AppError HUB_OFFLINE, HUB_RATE_LIMITED, HUB_REFUSED, HUB_FAILED */
  async ask(question: HubQuestion): Promise<HubAnswer> {
    this.#gate.pass();
    const timeout = AbortSignal.timeout(this.#timeout);
    const signal = AbortSignal.any([timeout, ...(question.signal ? [question.signal] : [])]);
    try {
      const response = await this.#follow(question, signal);
      return await this.#read(response, question.mostBytes);
    } catch (caught) {
      if (caught instanceof AppError || question.signal?.aborted === true) throw caught;
      throw this.#offline(timeout.aborted, caught);
    }
  }

  async #follow({ url, token }: HubQuestion, signal: AbortSignal): Promise<Response> {
    let next = url;
    for (let turn = 0; turn <= MOST_REDIRECTS; turn += 1) {
      if (next.origin !== this.#origin) throw this.#failed(`points to another host`);
      const response = await fetch(next, {
        redirect: 'manual',
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': 'vx11-control',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      await response.body?.cancel();
      next = new URL(location, next);
    }
    throw this.#failed('sends in circles');
  }

  async #read(response: Response, mostBytes: number): Promise<HubAnswer> {
    const { status, headers, ok } = response;
    if (!ok) await response.body?.cancel();
    this.#gate.heed(headers, status === 429);
    if (ok) {
      const read = await readJson(response, mostBytes);
      if (read.kind !== 'json') throw this.#failed(read.problem);
      return { status, headers, body: read.value };
    }
    if (ANSWERS.has(status)) return { status, headers, body: undefined };
    if (status < 500) throw this.refused(status);
    throw this.#failed(`answers with status ${status}`);
  }

  refused(status: number): AppError {
    return new AppError('HUB_REFUSED', {
      message: `${this.host} refuses this request (status ${status}). Check its address and the token stored for it.`,
      data: { host: this.host, status },
    });
  }

  #failed(problem: string): AppError {
    return new AppError('HUB_FAILED', {
      message: `${this.host} ${problem}. Try again later.`,
      data: { host: this.host },
    });
  }

  #offline(late: boolean, cause: unknown): AppError {
    const what = late ? `did not answer within ${this.#timeout / 1000} s` : 'cannot be reached';
    return new AppError('HUB_OFFLINE', {
      message: `${this.host} ${what}. Check the network; models that are here can be asked without it.`,
      data: { host: this.host },
      cause,
    });
  }
}
