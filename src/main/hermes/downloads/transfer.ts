import type { Draft } from './draft.ts';
import { fetchSpan, fetchWhole, type Source } from './fetch-span.ts';
import type { HubClient } from './hub-client.ts';
import type { Span } from './piece-board.ts';
import { misbehaved, Setback } from './setback.ts';
import type { SignedAddress } from './signed-address.ts';

export interface TransferParts {
  readonly client: HubClient;
  readonly address: SignedAddress;
  readonly repo: string;
  readonly file: string;
  readonly draft: Draft;
  /** Pieces brought side by side. */
  readonly connections: number;
  readonly signal: AbortSignal;
}

/** The server sends all of the file, whichever part is asked for. */
class RangesIgnored extends Error {}

/** Fresh addresses that are refused without a byte in between, before we stop asking for more. */
const MOST_RENEWALS = 3;

/**
 * Brings what is missing of a file. When it resolves, every byte is in the draft; whatever it throws,
 * the bytes that were written are good.
 * @throws AppError HUB_…; Setback, WrongContent
 */
export async function transfer(parts: TransferParts): Promise<void> {
  try {
    await bringPieces(parts);
  } catch (caught) {
    if (!(caught instanceof RangesIgnored)) throw caught;
    await parts.draft.startOver();
    await bringWhole(parts);
  }
}

/** The first that fails ends them all. */
async function bringPieces(parts: TransferParts): Promise<void> {
  const given = new AbortController();
  const signal = AbortSignal.any([given.signal, parts.signal]);
  const workers = Array.from({ length: parts.connections }, () => work({ ...parts, signal }));
  try {
    await Promise.all(workers);
  } catch (caught) {
    given.abort(caught);
    await Promise.allSettled(workers);
    throw caught;
  }
}

async function work(parts: TransferParts): Promise<void> {
  const { draft, signal } = parts;
  for (let span = draft.take(); span !== undefined; span = draft.take()) {
    signal.throwIfAborted();
    try {
      await bring(parts, span);
    } finally {
      draft.giveBack(span);
    }
  }
}

/** A connection that breaks after some bytes is simply opened again; one that brings none is not. */
async function bring(parts: TransferParts, span: Span): Promise<void> {
  const { draft } = parts;
  let renewals = 0;
  for (let rest: Span | undefined = span; rest !== undefined; ) {
    const source = sourceOf(parts);
    const before: Span = rest;
    const outcome = await fetchSpan(source, before, (...bytes) => draft.write(...bytes)).catch(
      (caught: unknown) => {
        const came = draft.rest(span)?.start !== before.start;
        if (caught instanceof Setback && came) return 'done' as const;
        throw caught;
      },
    );
    if (outcome === 'ranges ignored') throw new RangesIgnored();
    if (outcome === 'expired') await renew(parts, source.url, (renewals += 1));
    else renewals = 0;
    rest = draft.rest(span);
  }
}

/** One stream for all of it: when that breaks, the next try finds out whether there are ranges. */
async function bringWhole(parts: TransferParts): Promise<void> {
  const write = (chunk: Uint8Array, position: number): Promise<void> =>
    parts.draft.write(chunk, position);
  for (let renewals = 1; ; renewals += 1) {
    const source = sourceOf(parts);
    if ((await fetchWhole(source, write)) === 'done') return;
    await renew(parts, source.url, renewals);
  }
}

async function renew({ address }: TransferParts, old: URL, renewals: number): Promise<void> {
  if (renewals > MOST_RENEWALS) throw misbehaved('does not honour the addresses it gives out');
  await address.renew(old);
}

const sourceOf = ({ client, address, repo, file, draft, signal }: TransferParts): Source => ({
  client,
  url: address.url,
  repo,
  file,
  size: draft.size,
  signal,
});
