import { createHash } from 'node:crypto';
import { type Content, textContent } from './content.ts';
import { modelContent, statedContent } from './model-content.ts';
import type { Holding } from './spec.ts';

/** What git keeps elsewhere and points to (`.gitattributes` of a new repository). */
const LARGE = /\.(gguf|bin|safetensors|dat|imatrix)$/;

export interface Commit {
  /** 40 hexadecimal digits. */
  readonly id: string;
  readonly title: string;
  /** ISO. */
  readonly date: string;
}

/** How the hub names a file's bytes. */
export interface Blob {
  /** SHA-1 git gives the file, or its pointer when it is large. */
  readonly oid: string;
  readonly size: number;
  readonly lfs?: {
    readonly sha256: string;
    readonly pointerSize: number;
    readonly xetHash: string;
  };
}

export const hexHash = (algorithm: 'sha1' | 'sha256', data: string | Buffer): string =>
  createHash(algorithm).update(data).digest('hex');

const gitHash = (data: Buffer): string =>
  hexHash('sha1', Buffer.concat([Buffer.from(`blob ${data.length}\0`), data]));

export class StoredFile {
  readonly path: string;
  readonly commit: Commit;
  readonly #make: () => Content;
  #content: Content | undefined;

  /** @param make called once, when somebody asks for the bytes or their number */
  constructor(path: string, commit: Commit, make: () => Content) {
    this.path = path;
    this.commit = commit;
    this.#make = make;
  }

  get content(): Content {
    this.#content ??= this.#make();
    return this.#content;
  }

  get isLarge(): boolean {
    return LARGE.test(this.path);
  }

  async blob(): Promise<Blob> {
    const { size } = this.content;
    if (!this.isLarge) {
      return { oid: gitHash(Buffer.concat([...this.content.read(0, size)])), size };
    }
    const sha256 = await this.content.sha256();
    const pointer = Buffer.from(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`,
    );
    // The chunk store names the same bytes by a hash of its own, as long as a SHA-256: a trap.
    const xetHash = hexHash('sha256', `xet ${sha256}`);
    return { oid: gitHash(pointer), size, lfs: { sha256, pointerSize: pointer.length, xetHash } };
  }
}

export function contentOf(name: string, holds: Holding): Content {
  switch (holds.kind) {
    case 'text':
      return textContent(holds.text);
    case 'model':
      return modelContent(holds.spec);
    case 'stated':
      return statedContent(name, holds.bytes);
  }
}
