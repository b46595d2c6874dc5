import type { Exchange } from '../http/exchange.ts';
import { sendFile } from '../http/send-file.ts';
import type { SignedUrls } from './signed-urls.ts';

/** The second host speaks XML when it refuses, and knows no error codes of the hub. */
export function refuseDownload(exchange: Exchange, status: number): Promise<void> {
  const code = status === 403 ? 'AccessDenied' : 'InternalError';
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`;
  return exchange.text(status, xml, { 'content-type': 'application/xml' });
}

/** Serves what signed URLs lead to. It asks for no token and ignores one that comes along. */
export function answerDownload(exchange: Exchange, urls: SignedUrls): Promise<void> {
  const redeemed = urls.redeem(exchange.url);
  if (redeemed.kind !== 'download') return refuseDownload(exchange, 403);
  const { name, file, etag } = redeemed.download;
  exchange.note.concerns(name);
  return sendFile(exchange, file.content, {
    'content-type': 'application/octet-stream',
    etag: `"${etag}"`,
    'cache-control': 'public, max-age=31536000',
  });
}
