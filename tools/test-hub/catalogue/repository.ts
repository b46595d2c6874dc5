import type { FileSpec, Holding, RepositorySpec } from './spec.ts';
import { type Commit, contentOf, hexHash, StoredFile } from './stored-file.ts';

export interface Revision {
  readonly commit: Commit;
  readonly files: ReadonlyMap<string, StoredFile>;
}

/** A repository with its history: older commits stay downloadable. */
export class Repository {
  readonly spec: RepositorySpec;
  /** 24 hexadecimal digits, as the hub's database numbers it. */
  readonly number: string;
  readonly #revisions: Revision[] = [];

  constructor(spec: RepositorySpec) {
    this.spec = spec;
    this.number = hexHash('sha1', spec.id).slice(0, 24);
    this.#commit('Upload the models', spec.modified, (files, commit) => {
      for (const file of spec.files) files.set(file.path, this.#store(file, commit));
    });
  }

  get id(): string {
    return this.spec.id;
  }

  get head(): Revision {
    const head = this.#revisions.at(-1);
    if (head === undefined) throw new Error(`${this.id} has no commit.`);
    return head;
  }

  /** @param name `main` or a commit */
  revision(name: string): Revision | undefined {
    if (name === 'main' || name === 'refs/heads/main') return this.head;
    return this.#revisions.find(({ commit }) => commit.id === name);
  }

  /** A new commit in which the file holds something else. */
  replace(path: string, holds: Holding, date: Date): Commit {
    return this.#commit(`Update ${path}`, date.toISOString(), (files, commit) => {
      files.set(path, this.#store({ path, holds }, commit));
    });
  }

  /** A new commit without the file. */
  remove(path: string, date: Date): Commit {
    return this.#commit(`Delete ${path}`, date.toISOString(), (files) => {
      files.delete(path);
    });
  }

  #store({ path, holds }: FileSpec, commit: Commit): StoredFile {
    return new StoredFile(path, commit, () => contentOf(`${this.id}/${path}`, holds));
  }

  #commit(
    title: string,
    date: string,
    change: (files: Map<string, StoredFile>, commit: Commit) => void,
  ): Commit {
    const id = hexHash('sha1', `${this.spec.id} commit ${this.#revisions.length}`);
    const commit = { id, title, date };
    const files = new Map(this.#revisions.at(-1)?.files);
    change(files, commit);
    this.#revisions.push({ commit, files });
    return commit;
  }
}
