import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Repository, Revision } from '../catalogue/repository.ts';
import { type Caller, mayKnow } from './access.ts';
import { disabled, invalid, type Refusal, unknownRepository, unknownRevision } from './refusals.ts';

export type Found =
  | { readonly kind: 'found'; readonly repository: Repository; readonly revision: Revision }
  | { readonly kind: 'renamed'; readonly to: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Pure: the repository a caller may see under this id, at a revision. */
export function findRevision(
  catalogue: Catalogue,
  caller: Caller,
  { id, revision: name }: { readonly id: string; readonly revision: string },
): Found {
  const refused = (refusal: Refusal): Found => ({ kind: 'refused', refusal });
  if (id.includes('%2F')) return refused(invalid(`Invalid repo name: ${id}`));
  const to = catalogue.renamed(id);
  if (to !== undefined) return { kind: 'renamed', to };
  const repository = catalogue.find(id);
  if (repository === undefined || !mayKnow(caller, repository.spec)) {
    return refused(unknownRepository(caller));
  }
  if (repository.spec.disabled === true) return refused(disabled);
  const revision = repository.revision(name);
  if (revision === undefined) return refused(unknownRevision(name));
  return { kind: 'found', repository, revision };
}
