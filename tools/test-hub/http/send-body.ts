import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { faultOf, type MetFault } from './faults.ts';
import type { Note } from './ledger.ts';

/** A slow answer is sent in this many parts per second. */
const PARTS_PER_SECOND = 20;

/** Where a body of this length ends before its end, and how. */
interface Break {
  readonly at: number;
  readonly how: 'cut' | 'stall';
}

/** Pure: the first place at which a fault breaks the body. */
export function breakOf(met: readonly MetFault[], length: number): Break | undefined {
  const breaks = met.flatMap(({ fault, chance }): Break[] => {
    if (fault.kind === 'cut') return [{ at: fault.after_bytes, how: 'cut' }];
    if (fault.kind === 'cut_at_random') return [{ at: Math.floor(chance * length), how: 'cut' }];
    if (fault.kind === 'stall') return [{ at: fault.after_bytes, how: 'stall' }];
    return [];
  });
  return breaks.filter(({ at }) => at < length).toSorted((one, other) => one.at - other.at)[0];
}

/** @returns whether the operating system took it; false when the client is gone */
function write(response: ServerResponse, chunk: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve(false);
      return;
    }
    const gone = (): void => resolve(false);
    response.once('close', gone);
    response.write(chunk, (error) => {
      response.off('close', gone);
      resolve(error == null);
    });
  });
}

/** Until the client leaves or the fault is lifted. */
function stalled(response: ServerResponse, met: readonly MetFault[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('close', resolve);
  const lifted = met.find(({ fault }) => fault.kind === 'stall')?.lifted;
  if (lifted?.aborted === true || response.destroyed) resolve();
  lifted?.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

function* parts(chunks: Iterable<Buffer>, largest: number): Generator<Buffer> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += largest) yield chunk.subarray(at, at + largest);
  }
}

/**
 * Sends a body as the faults let it, chunk by chunk: the next is made when the last is taken.
 * @param length of all chunks, in bytes
 */
export async function sendBody(
  response: ServerResponse,
  note: Note,
  met: readonly MetFault[],
  chunks: Iterable<Buffer>,
  length: number,
): Promise<void> {
  const speed = faultOf(met, 'slow')?.bytes_per_second;
  const part = speed === undefined ? length : Math.ceil(speed / PARTS_PER_SECOND);
  const broken = breakOf(met, length);
  let sent = 0;
  const send = async (bytes: Buffer): Promise<boolean> => {
    if (bytes.length === 0) return true;
    if (!(await write(response, bytes))) return false;
    sent += bytes.length;
    note.sent(bytes.length);
    return true;
  };
  for (const chunk of parts(chunks, Math.max(1, part))) {
    let rest = chunk;
    if (broken !== undefined && sent <= broken.at && sent + chunk.length > broken.at) {
      const first = chunk.subarray(0, broken.at - sent);
      rest = chunk.subarray(first.length);
      if (!(await send(first))) break;
      if (broken.how === 'stall') await stalled(response, met);
      if (broken.how === 'cut') response.destroy();
    }
    if (!(await send(rest))) break;
    if (speed !== undefined) await setTimeout((chunk.length / speed) * 1000);
  }
  if (sent === length) response.end();
}
