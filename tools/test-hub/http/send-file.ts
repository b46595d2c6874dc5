import type { Content } from '../catalogue/content.ts';
import type { Exchange, Headers } from './exchange.ts';
import { faultOf } from './faults.ts';
import { partOf } from './range.ts';

function* withWrongByte(chunks: Iterable<Buffer>, start: number, wrong: number): Generator<Buffer> {
  let at = start;
  for (const chunk of chunks) {
    const place = wrong - at;
    if (place >= 0 && place < chunk.length) chunk.writeUInt8(chunk.readUInt8(place) ^ 0xff, place);
    at += chunk.length;
    yield chunk;
  }
}

/** The file's bytes, then zeros where it has been made longer than it is. */
function* bytesOf(content: Content, start: number, end: number): Generator<Buffer> {
  yield* content.read(Math.min(start, content.size), Math.min(end, content.size));
  const missing = end - Math.max(start, content.size);
  if (missing > 0) yield Buffer.alloc(missing);
}

/** Sends a file, or the part of it that was asked for. */
export function sendFile(exchange: Exchange, content: Content, headers: Headers): Promise<void> {
  const size = Math.max(0, content.size + (faultOf(exchange.faults, 'wrong_size')?.by ?? 0));
  const ifRange = exchange.header('if-range');
  const ignored =
    faultOf(exchange.faults, 'ignore_range') !== undefined ||
    (ifRange !== undefined && ifRange !== headers['etag']);
  const part = partOf(ignored ? undefined : exchange.header('range'), size);
  const common = { ...headers, 'accept-ranges': 'bytes' };
  if (part.kind === 'unsatisfiable') {
    return exchange.send(416, { ...common, 'content-range': `bytes */${size}` }, [], 0);
  }
  const { start, end } = part.kind === 'part' ? part : { start: 0, end: size };
  const wrong = faultOf(exchange.faults, 'wrong_byte')?.at;
  const right = bytesOf(content, start, end);
  const chunks = wrong === undefined ? right : withWrongByte(right, start, wrong);
  if (part.kind === 'whole') return exchange.send(200, common, chunks, size);
  const range = { 'content-range': `bytes ${start}-${end - 1}/${size}` };
  return exchange.send(206, { ...common, ...range }, chunks, end - start);
}
