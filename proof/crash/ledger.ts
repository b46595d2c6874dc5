/** How a caller saw its query end. */
export type End = 'answer' | 'error';

/** A terminal state and its time: a query that ended twice has two of them. */
export interface Final {
  readonly state: string;
  readonly finished_at: number;
}

/** What the clients know of an acknowledged query. */
export interface Claim {
  readonly id: string;
  key: string | null;
  readonly ends: End[];
  /** What the API said of it first, after the restart. */
  final: Final | null;
  /** A purge that was asked for may have taken it. */
  mayBeForgotten: boolean;
  /** Moves that were acknowledged, the priority after the last, and the one without an answer. */
  moves: number;
  priority: string | null;
  moving: string | null;
}

/** The clients' own knowledge, outside the process that is killed. */
export class Ledger {
  readonly claims = new Map<string, Claim>();
  /** Keyed requests that have no answer yet: key → body. */
  readonly unanswered = new Map<string, object>();
  /** Keys that stood for more than one query. */
  readonly doubleKeys: string[] = [];
  readonly #idOfKey = new Map<string, string>();

  acknowledged(id: string, key: string | null = null): Claim {
    const known = this.claims.get(id);
    const claim = known ?? newClaim(id);
    this.claims.set(id, claim);
    if (key === null) return claim;
    claim.key = key;
    this.unanswered.delete(key);
    if ((this.#idOfKey.get(key) ?? id) !== id) this.doubleKeys.push(key);
    this.#idOfKey.set(key, id);
    return claim;
  }

  /** Those whose end the API has not told yet. */
  open(): readonly Claim[] {
    return [...this.claims.values()].filter(({ final }) => final === null);
  }

  /** From now on a purge may take whatever has ended and has no key. */
  purgeBegins(): void {
    for (const claim of this.claims.values()) {
      if (claim.final !== null && claim.key === null) claim.mayBeForgotten = true;
    }
  }
}

function newClaim(id: string): Claim {
  const told = { ends: [], final: null, mayBeForgotten: false };
  return { id, key: null, ...told, moves: 0, priority: null, moving: null };
}
