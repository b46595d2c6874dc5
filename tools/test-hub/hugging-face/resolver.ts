import type { Repository, Revision } from '../catalogue/repository.ts';
import type { StoredFile } from '../catalogue/stored-file.ts';
import type { Exchange, Headers } from '../http/exchange.ts';
import { sendFile } from '../http/send-file.ts';
import { type Caller, mayDownload } from './access.ts';
import { gated, type Refusal, refuseFile, unknownEntry } from './refusals.ts';
import type { SignedUrls } from './signed-urls.ts';

interface Wanted {
  readonly repository: Repository;
  readonly revision: Revision;
  readonly path: string;
}

const nameOf = ({ repository, path }: Wanted): string => `${repository.id}/${path}`;

/** `path/with spaces` as it stands in a URL. */
const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** `/resolve`: where a file is to be had. Large ones are on the second host, small ones here. */
export class Resolver {
  readonly #urls: SignedUrls;
  readonly #cdnUrl: () => string;

  constructor(urls: SignedUrls, cdnUrl: () => string) {
    this.#urls = urls;
    this.#cdnUrl = cdnUrl;
  }

  resolve(exchange: Exchange, caller: Caller, wanted: Wanted): Promise<void> {
    exchange.note.concerns(nameOf(wanted));
    const found = this.#file(caller, wanted);
    if ('refusal' in found) return refuseFile(exchange, found.refusal);
    return found.file.isLarge
      ? this.#toSecondHost(exchange, wanted, found.file)
      : this.#toCache(exchange, wanted, found.file);
  }

  /** `/api/resolve-cache`: the bytes of a small file. */
  async sendCached(exchange: Exchange, caller: Caller, wanted: Wanted): Promise<void> {
    exchange.note.concerns(nameOf(wanted));
    const found = this.#file(caller, wanted);
    if ('refusal' in found) return refuseFile(exchange, found.refusal);
    const { oid } = await found.file.blob();
    return sendFile(exchange, found.file.content, {
      'content-type': 'text/plain; charset=utf-8',
      etag: `"${oid}"`,
      'x-repo-commit': wanted.revision.commit.id,
    });
  }

  #file(
    caller: Caller,
    { repository, revision, path }: Wanted,
  ): { readonly file: StoredFile } | { readonly refusal: Refusal } {
    if (!mayDownload(caller, repository.spec)) return { refusal: gated(repository.id, caller) };
    const file = revision.files.get(path);
    return file === undefined ? { refusal: unknownEntry(revision.commit.id) } : { file };
  }

  async #toSecondHost(exchange: Exchange, wanted: Wanted, file: StoredFile): Promise<void> {
    const { lfs, size } = await file.blob();
    if (lfs === undefined) throw new Error(`${file.path} is not stored as a large file.`);
    const { sha256, xetHash } = lfs;
    const download = { name: nameOf(wanted), file, etag: xetHash };
    const path = this.#urls.issue(wanted.repository.number, xetHash, download);
    return this.#redirect(exchange, 302, `${this.#cdnUrl()}${path}`, {
      'x-repo-commit': wanted.revision.commit.id,
      'x-linked-size': String(size),
      'x-linked-etag': `"${sha256}"`,
      'x-xet-hash': xetHash,
    });
  }

  async #toCache(
    exchange: Exchange,
    { repository, revision, path }: Wanted,
    file: StoredFile,
  ): Promise<void> {
    const { oid, size } = await file.blob();
    const commit = revision.commit.id;
    const cached = `/api/resolve-cache/models/${repository.id}/${commit}/${encoded(path)}`;
    const query = new URLSearchParams({ etag: `"${oid}"` });
    return this.#redirect(exchange, 307, `${cached}?${query}`, {
      'x-repo-commit': commit,
      'x-linked-size': String(size),
      'x-linked-etag': `"${oid}"`,
    });
  }

  #redirect(
    exchange: Exchange,
    status: 302 | 307,
    location: string,
    headers: Headers,
  ): Promise<void> {
    return exchange.text(status, `Redirecting to ${location}`, {
      ...headers,
      location,
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
    });
  }
}
