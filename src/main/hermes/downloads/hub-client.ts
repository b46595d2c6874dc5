import * as z from 'zod';
import { type EpochMs, epochMs, type Milliseconds, seconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { HubFile } from '../search/quants.ts';
import { waitAfter } from '../search/rate-limit.ts';
import type { HubAddress } from './hub-address.ts';
import { type Asked, isRevisionGone, refusalOf } from './hub-refusal.ts';
import { misbehaved, Setback, unreachable } from './setback.ts';
import { StallGuard } from './stall-guard.ts';

/** A file of the hub, as it was promised. */
export interface ResolvedFile {
  readonly commit: string;
  readonly size: number;
  readonly sha256: string;
  /** Leads to the bytes, for about an hour. Who has it needs no token: it is kept nowhere. */
  readonly url: URL;
}

export interface HubClientParts {
  readonly hub: HubAddress;
  /** Asked each time: the operator may store another. */
  readonly token: () => string | undefined;
  readonly now: () => EpochMs;
  /** Silence after which a connection is given up. */
  readonly stall?: Milliseconds;
}

const STALL = seconds(30);
const MOST_HOPS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const linkedSchema = z.object({
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  size: z.coerce.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What the hub says of a large file. The second host's own etag is another hash and is not read. */
function linkedOf(headers: Headers): Omit<ResolvedFile, 'url'> | undefined {
  return linkedSchema.safeParse({
    commit: headers.get('x-repo-commit'),
    size: headers.get('x-linked-size'),
    sha256: headers.get('x-linked-etag')?.replaceAll(/^(W\/)?"|"$/g, ''),
  }).data;
}

const treeSchema = z.array(z.object({ type: z.string(), path: z.string(), size: z.number() }));

/** Speaks with the hub and with the hosts it sends to. The token goes to the hub alone. */
export class HubClient {
  readonly stall: Milliseconds;
  readonly #parts: HubClientParts;
  /** The hub wants to be left alone until then. */
  #restUntil = epochMs(0);

  constructor(parts: HubClientParts) {
    this.#parts = parts;
    this.stall = parts.stall ?? STALL;
  }

  /**
   * Where a file is to be had, and what it must be. No bytes come.
   * @returns undefined when the hub no longer has this commit
   * @throws AppError HUB_…; Setback
   */
  async resolve(
    {
      repo,
      file,
      revision,
    }: { readonly repo: string; readonly file: string; readonly revision: string },
    signal: AbortSignal,
  ): Promise<ResolvedFile | undefined> {
    const { hub } = this.#parts;
    let url = hub.resolve(repo, revision, file);
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const response = await this.#ask(url, { method: 'HEAD' }, signal);
      const linked = linkedOf(response.headers);
      if (!REDIRECTS.has(response.status)) {
        if (response.ok && linked !== undefined) return { ...linked, url };
        if (isRevisionGone(response)) return undefined;
        throw response.ok ? unverifiable(repo, file) : refusalOf(response, this.#asked(repo, file));
      }
      const next = hub.redirect(response.headers.get('location'), url);
      if (linked !== undefined) return { ...linked, url: next };
      // A repository that was renamed; whatever else leaves the hub without a hash is no use.
      if (!hub.isHub(next)) throw unverifiable(repo, file);
      url = next;
    }
    throw misbehaved('redirects in circles');
  }

  /**
   * A repository's files: the first thousand, more than any repository of models has.
   * @throws AppError HUB_…; Setback
   */
  async files(repo: string): Promise<readonly HubFile[]> {
    const guard = new StallGuard(this.stall);
    try {
      const response = await this.#list(this.#parts.hub.tree(repo), guard.signal);
      if (!response.ok) throw refusalOf(response, this.#asked(repo));
      const tree = treeSchema.safeParse(await response.json().catch(() => undefined));
      guard.signal.throwIfAborted();
      if (!tree.success) throw misbehaved('lists the files in a form not known here');
      return tree.data
        .filter(({ type }) => type === 'file')
        .map(({ path, size }) => ({ path, size_bytes: size, sha256: null }));
    } finally {
      guard.done();
    }
  }

  /**
   * The answer of whoever has the bytes, whatever it is. Bytes are asked for as they are.
   * @throws Setback when there is no answer
   */
  async bytes(from: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    let url = from;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const response = await this.#send(url, { headers }, signal);
      if (!REDIRECTS.has(response.status)) return response;
      await response.body?.cancel();
      url = this.#parts.hub.redirect(response.headers.get('location'), url);
    }
    throw misbehaved('redirects in circles');
  }

  /** Follows a repository that was renamed. */
  async #list(from: URL, signal: AbortSignal): Promise<Response> {
    const { hub } = this.#parts;
    let url = from;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const response = await this.#ask(url, {}, signal);
      if (!REDIRECTS.has(response.status)) return response;
      await response.body?.cancel();
      url = hub.redirect(response.headers.get('location'), url);
    }
    throw misbehaved('redirects in circles');
  }

  refusal(response: Response, repo: string, file: string): AppError | Setback {
    return refusalOf(response, this.#asked(repo, file));
  }

  #asked = (repo: string, file?: string): Asked => ({
    repo,
    ...(file !== undefined && { file }),
    withToken: this.#token() !== undefined,
    now: this.#parts.now(),
  });

  /** A request to the hub itself: it counts them. */
  async #ask(url: URL, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const rest = this.#restUntil - this.#parts.now();
    if (rest > 0) throw new Setback(new AppError('HUB_RATE_LIMITED'), seconds(rest / 1000));
    const guard = new StallGuard(this.stall, signal);
    try {
      const response = await this.#send(url, init, guard.signal);
      const wait = waitAfter(response.headers, response.status === 429, this.#parts.now());
      if (wait !== undefined) this.#restUntil = epochMs(this.#parts.now() + seconds(wait));
      return response;
    } finally {
      guard.done();
    }
  }

  async #send(url: URL, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const token = this.#parts.hub.isHub(url) ? this.#token() : undefined;
    const headers = new Headers(init.headers);
    headers.set('accept-encoding', 'identity'); // Ranges count the bytes of the file itself.
    headers.set('user-agent', 'vx11-control');
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    try {
      return await fetch(url, { ...init, headers, signal, redirect: 'manual' });
    } catch (caught) {
      signal.throwIfAborted(); // Says who gave it up.
      throw unreachable(caught);
    }
  }

  #token(): string | undefined {
    const { hub, token } = this.#parts;
    return hub.mayCarryToken ? token() : undefined;
  }
}

const unverifiable = (repo: string, file: string): AppError =>
  new AppError('HUB_REFUSED', {
    message: `Hugging Face tells no SHA-256 of ${file}, so that it cannot be verified. Choose another file.`,
    data: { repo, file },
  });
