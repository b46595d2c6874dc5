import { Repository } from './repository.ts';
import type { RepositorySpec } from './spec.ts';

/** All repositories there are, found by any id they have had. */
export class Catalogue {
  readonly #repositories = new Map<string, Repository>();
  readonly #renamed = new Map<string, string>();

  constructor(specs: readonly RepositorySpec[]) {
    for (const spec of specs) this.add(spec);
  }

  /** Takes the place of what has the same id. */
  add(spec: RepositorySpec): Repository {
    const repository = new Repository(spec);
    this.#repositories.set(spec.id, repository);
    for (const former of spec.formerly ?? []) this.#renamed.set(former, spec.id);
    return repository;
  }

  get all(): readonly Repository[] {
    return [...this.#repositories.values()];
  }

  find(id: string): Repository | undefined {
    return this.#repositories.get(id);
  }

  /** @returns the id of today, for one it had before */
  renamed(id: string): string | undefined {
    return this.#renamed.get(id);
  }

  /** @throws Error when there is none: for tests, which know what they have */
  get(id: string): Repository {
    const repository = this.find(id);
    if (repository === undefined) throw new Error(`The test hub has no repository ${id}.`);
    return repository;
  }
}
