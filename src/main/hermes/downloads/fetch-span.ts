import { GatheredWrites, type Write } from './gathered-writes.ts';
import type { HubClient } from './hub-client.ts';
import type { Span } from './piece-board.ts';
import { misbehaved, Setback, unreachable, WrongContent } from './setback.ts';
import { StallGuard } from './stall-guard.ts';

/** Where bytes are to be had, and how many there must be. */
export interface Source {
  readonly client: HubClient;
  readonly url: URL;
  readonly repo: string;
  readonly file: string;
  readonly size: number;
  readonly signal: AbortSignal;
}

/** Signed URLs that are too old are refused so; nothing else is wrong then. */
const EXPIRED: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/**
 * Brings bytes of a file. What was written until it throws is good.
 * @returns what to do about it when none came: a new address, or all of the file in one go
 * @throws Setback, WrongContent
 */
export async function fetchSpan(
  source: Source,
  span: Span,
  write: Write,
): Promise<'done' | 'expired' | 'ranges ignored'> {
  const guard = new StallGuard(source.client.stall, source.signal);
  const range = `bytes=${span.start}-${span.end - 1}`;
  try {
    const response = await source.client.bytes(source.url, { range }, guard.signal);
    if (response.status === 206) {
      requireRange(response, span, source.size);
      await drain(response, span, { write, guard });
      return 'done';
    }
    await response.body?.cancel();
    if (response.status === 200) return 'ranges ignored';
    if (response.status === 416) throw new WrongContent('The file has fewer bytes than it should.');
    if (EXPIRED.has(response.status)) return 'expired';
    throw source.client.refusal(response, source.repo, source.file);
  } finally {
    guard.done();
  }
}

/**
 * Brings all of a file, from a server that knows no ranges.
 * @throws Setback, WrongContent
 */
export async function fetchWhole(source: Source, write: Write): Promise<'done' | 'expired'> {
  const guard = new StallGuard(source.client.stall, source.signal);
  try {
    const response = await source.client.bytes(source.url, {}, guard.signal);
    if (response.status === 200) {
      const length = response.headers.get('content-length');
      if (length !== null && Number(length) !== source.size) {
        throw new WrongContent(`The file has ${length} bytes, not ${source.size}.`);
      }
      await drain(response, { start: 0, end: source.size }, { write, guard });
      return 'done';
    }
    await response.body?.cancel();
    if (EXPIRED.has(response.status)) return 'expired';
    throw source.client.refusal(response, source.repo, source.file);
  } finally {
    guard.done();
  }
}

/** Bytes of another place would be written where they do not belong. */
function requireRange({ headers }: Response, { start, end }: Span, size: number): void {
  const said = headers.get('content-range') ?? '';
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(said);
  if (match === null || Number(match[1]) !== start || Number(match[2]) !== end - 1) {
    throw misbehaved(`sent other bytes than those asked for (${said})`);
  }
  if (match[3] !== '*' && Number(match[3]) !== size) {
    throw new WrongContent(`The file has ${match[3]} bytes, not ${size}.`);
  }
}

async function drain(
  response: Response,
  { start, end }: Span,
  { write, guard }: { readonly write: Write; readonly guard: StallGuard },
): Promise<void> {
  if ((response.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw misbehaved('sent the bytes in an encoding that was not asked for');
  }
  const writes = new GatheredWrites(write, start);
  let at = start;
  try {
    for await (const chunk of chunksOf(response, guard.signal)) {
      guard.alive();
      if (at + chunk.length > end) throw misbehaved('sent more bytes than those asked for');
      await writes.add(chunk);
      at += chunk.length;
    }
  } finally {
    await writes.flush(); // What came before a cut is good.
  }
  if (at < end) throw unreachable(new Error('The connection ended early.'));
}

/** A connection that breaks is a setback; one that was given up says why. */
async function* chunksOf(
  { body }: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return;
      yield value;
    }
  } catch (caught) {
    signal.throwIfAborted();
    throw caught instanceof Setback ? caught : unreachable(caught);
  } finally {
    await reader?.cancel().catch(() => undefined); // Already broken, then.
  }
}
