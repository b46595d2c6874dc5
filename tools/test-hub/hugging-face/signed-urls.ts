import { createHmac } from 'node:crypto';
import type { StoredFile } from '../catalogue/stored-file.ts';

/** What a signed URL leads to. */
export interface Download {
  /** `owner/name/path` */
  readonly name: string;
  readonly file: StoredFile;
  /** What the second host calls the file: no SHA-256, though as long as one. */
  readonly etag: string;
}

export type Redeemed =
  | { readonly kind: 'download'; readonly download: Download }
  | { readonly kind: 'expired' | 'forged' };

/** URLs of the second host: who has one needs no token, for as long as it lasts. */
export class SignedUrls {
  readonly #now: () => number;
  readonly #issued = new Map<string, Download>();
  #secret = 1;
  lifetime_s: number;

  /** @param now in milliseconds */
  constructor(now: () => number, lifetime_s: number) {
    this.#now = now;
    this.lifetime_s = lifetime_s;
  }

  /** Path and query. */
  issue(repository: string, xetHash: string, download: Download): string {
    const path = `/xet-bridge-us/${repository}/${xetHash}`;
    this.#issued.set(path, download);
    const expires = Math.floor(this.#now() / 1000) + this.lifetime_s;
    const query = new URLSearchParams({
      'X-Xet-Cas-Uid': 'public',
      'response-content-disposition': `inline; filename="${download.name.split('/').at(-1)}";`,
      Expires: String(expires),
      Signature: this.#sign(path, expires),
    });
    return `${path}?${query}`;
  }

  redeem({ pathname, searchParams }: URL): Redeemed {
    const expires = Number(searchParams.get('Expires'));
    const download = this.#issued.get(pathname);
    const isGenuine = searchParams.get('Signature') === this.#sign(pathname, expires);
    if (download === undefined || !isGenuine) return { kind: 'forged' };
    return expires * 1000 > this.#now() ? { kind: 'download', download } : { kind: 'expired' };
  }

  /** All that were given out are worth nothing from now on. */
  expireAll(): void {
    this.#secret += 1;
  }

  #sign(path: string, expires: number): string {
    return createHmac('sha256', `secret ${this.#secret}`)
      .update(`${path} ${expires}`)
      .digest('base64url');
  }
}
