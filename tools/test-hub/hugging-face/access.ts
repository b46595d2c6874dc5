import type { RepositorySpec } from '../catalogue/spec.ts';

/** Somebody with a token. */
export interface Account {
  readonly name: string;
  readonly token: string;
  /** Gated repositories they were let into, and private ones that are theirs. */
  readonly granted: readonly string[];
}

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'bad token' };

/** @param header `Authorization`, as it came */
export function callerOf(header: string | undefined, accounts: readonly Account[]): Caller {
  if (header === undefined) return { kind: 'anonymous' };
  const account = accounts.find(({ token }) => header === `Bearer ${token}`);
  return account === undefined ? { kind: 'bad token' } : { kind: 'account', account };
}

/** Limits go by account, and by address for who has none: here all of those are one. */
export const nameOf = (caller: Caller): string =>
  caller.kind === 'account' ? caller.account.name : 'anonymous';

const isGranted = (caller: Caller, id: string): boolean =>
  caller.kind === 'account' && caller.account.granted.includes(id);

/** A private repository is hidden from whoever it does not belong to. */
export const mayKnow = (caller: Caller, { id, private: hidden }: RepositorySpec): boolean =>
  hidden !== true || isGranted(caller, id);

/** Everybody may read about a gated repository; its files are for those who were let in. */
export const mayDownload = (caller: Caller, { id, gated }: RepositorySpec): boolean =>
  gated === undefined || isGranted(caller, id);
