import type { QuerySummary } from '../../../shared/domain/query.ts';

/** As the contract has it. */
interface Move {
  readonly id: string;
  readonly before: string;
}

/** Where a query can go from its row; null: nowhere, or its neighbour is not known yet. */
export interface Moves {
  readonly up: Move | null;
  readonly down: Move | null;
}

type Placed = Pick<QuerySummary, 'query_id' | 'state'>;

const waits = (query: Placed | undefined): query is Placed => query?.state === 'queued';

function swap(upper: Placed | undefined, lower: Placed | undefined): Move | null {
  return waits(upper) && waits(lower) ? { id: lower.query_id, before: upper.query_id } : null;
}

/** One goes down by the one below going up: "behind" the last one is no place of the contract. */
export const movesOf = (row: number, at: (row: number) => Placed | undefined): Moves => ({
  up: swap(at(row - 1), at(row)),
  down: swap(at(row), at(row + 1)),
});
