import { describe, expect, test } from 'vitest';
import { faultsAfterRestart, type Row } from '../proof/crash/judge.ts';
import { KINDS } from '../proof/crash/kinds.ts';
import { Ledger } from '../proof/crash/ledger.ts';
import { Rounds } from '../proof/crash/rounds.ts';
import { SeededRandom } from '../scripts/gguf/random.ts';

/** `npm run proof -- crash` has ten kinds of moments and a hundred kills; this is a taste of it. */
describe.runIf(process.platform === 'linux')(
  'the product killed between question and answer',
  () => {
    test('loses nothing, and the one query that is taken from its file is missed', async () => {
      const { 'before the answer': kind } = KINDS;
      if (kind === undefined) throw new Error('this kind has another name now');
      const rounds = new Rounds(kind, new SeededRandom(3));
      await rounds.run(2, 'lost');
      expect(rounds.kills).toBe(2);
      expect(rounds.ledger.claims.size).toBeGreaterThan(10);
      expect(rounds.faults).toEqual([
        expect.stringMatching(/ is lost$/),
        expect.stringMatching(/ was succeeded, now it is gone \(404\)$/),
      ]);
    });
  },
);

const ROW: Row = {
  query_id: 'q_1',
  state: 'succeeded',
  attempts: 1,
  finished_at: 5,
  key: 'k',
  has_content: 1,
  priority: 2,
  moves: 0,
};

function judged(...rows: readonly Row[]): readonly string[] {
  const ledger = new Ledger();
  const claim = ledger.acknowledged('q_1', 'k');
  claim.ends.push('answer');
  claim.final = { state: 'succeeded', finished_at: 5 };
  return faultsAfterRestart(ledger, new Map(rows.map((row) => [row.query_id, row])));
}

describe('what is reported after a restart', () => {
  test('is nothing when caller, API and database agree', () => {
    expect(judged(ROW)).toEqual([]);
  });
  test.each([
    ['a second end', [{ ...ROW, finished_at: 9 }], /again as succeeded at 9/],
    ['no end', [{ ...ROW, state: 'running', finished_at: null }], /still running/],
    ['another end than its caller saw', [{ ...ROW, state: 'failed' }], /its caller got an answer/],
    ['too many attempts', [{ ...ROW, attempts: 4 }], /4 attempts/],
    ['a key that succeeded twice', [ROW, { ...ROW, query_id: 'q_2' }], /key k succeeded twice/],
    ['a query that is gone', [], /q_1 is lost/],
  ])('is %s', (_, rows, fault) => {
    expect(judged(...rows).join('\n')).toMatch(fault);
  });
});
