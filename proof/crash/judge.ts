import { PRIORITY_NAMES } from '../../src/shared/domain/priority.ts';
import { isTerminal } from '../ledger.ts';
import type { Claim, Ledger } from './ledger.ts';

/** What is promised; the product's own constant could be wrong. */
const MOST_ATTEMPTS = 3;

/** A query as the database has it. */
export interface Row {
  readonly query_id: string;
  readonly state: string;
  readonly attempts: number;
  readonly finished_at: number | null;
  readonly key: string | null;
  readonly has_content: number;
  readonly priority: number;
  readonly moves: number;
}

type Rows = ReadonlyMap<string, Row>;

/** What must be on record at the moment of a death: all that anybody had been told. */
export function faultsAtDeath({ claims }: Ledger, rows: Rows): readonly string[] {
  return [...claims.values()].flatMap((claim) => {
    const row = rows.get(claim.id);
    if (row === undefined) return claim.mayBeForgotten ? [] : [`${claim.id} is not on record`];
    const faults = moveFaults(claim, row);
    if (claim.ends.length > 0 && !isTerminal(row.state)) {
      faults.push(`${claim.id} is ${row.state}, but its end was told`);
    }
    return faults;
  });
}

function moveFaults({ id, moves, priority, moving }: Claim, row: Row): string[] {
  const now = PRIORITY_NAMES[row.priority];
  if (row.moves === moves && (priority === null || priority === now)) return [];
  if (row.moves === moves + 1 && moving === now) return [];
  return [`${id} was moved ${moves} times, to ${priority}; on record: ${row.moves}, ${now}`];
}

/** What must hold once all has ended after the restart. */
export function faultsAfterRestart(ledger: Ledger, rows: Rows): readonly string[] {
  return [
    ...[...ledger.claims.values()].flatMap((claim) => claimFaults(claim, rows.get(claim.id))),
    ...[...rows.values()].flatMap(rowFaults),
    ...ledger.doubleKeys.map((key) => `key ${key} stood for two queries`),
    ...[...ledger.unanswered.keys()].map((key) => `key ${key} never got an answer`),
    ...keysThatSucceededTwice(rows).map((key) => `key ${key} succeeded twice`),
  ];
}

function claimFaults(claim: Claim, row: Row | undefined): string[] {
  const { id, ends, final } = claim;
  if (row === undefined) return claim.mayBeForgotten ? [] : [`${id} is lost`];
  const faults: string[] = [];
  if (final === null) faults.push(`${id} has no end for the API`);
  else if (final.state !== row.state || final.finished_at !== row.finished_at) {
    faults.push(
      `${id} ended as ${final.state} at ${final.finished_at}, ` +
        `and again as ${row.state} at ${row.finished_at}`,
    );
  }
  if (ends.length > 1) faults.push(`${id} ended ${ends.length} times for its caller`);
  const [end] = ends;
  if (end !== undefined && (end === 'answer') !== (row.state === 'succeeded')) {
    faults.push(`${id} is ${row.state}, but its caller got an ${end}`);
  }
  return faults;
}

/** Of every row, also of those that nobody was told of. */
function rowFaults(row: Row): string[] {
  const faults: string[] = [];
  if (!isTerminal(row.state)) faults.push(`${row.query_id} is still ${row.state}`);
  if (row.attempts > MOST_ATTEMPTS) faults.push(`${row.query_id} had ${row.attempts} attempts`);
  return faults;
}

function keysThatSucceededTwice(rows: Rows): string[] {
  const good = [...rows.values()].filter(({ state, key }) => state === 'succeeded' && key !== null);
  const byKey = Map.groupBy(good, ({ key }) => String(key));
  return [...byKey].filter(([, all]) => all.length > 1).map(([key]) => key);
}
