import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PieceBoard } from './piece-board.ts';

const PIECE = 10;
const board = (size: number, done: number[] = []): PieceBoard => new PieceBoard(size, done, PIECE);

describe('a new board', () => {
  test('gives the pieces out from the beginning on, each to one', () => {
    const pieces = board(25);
    expect([pieces.take(), pieces.take(), pieces.take(), pieces.take()]).toEqual([
      { start: 0, end: 10 },
      { start: 10, end: 20 },
      { start: 20, end: 25 },
      undefined,
    ]);
  });

  test('gives a piece again that was given back, without what came of it', () => {
    const pieces = board(25);
    const span = pieces.take() ?? { start: 0, end: 0 };
    pieces.wrote(0, 4);
    expect(pieces.rest(span)).toEqual({ start: 4, end: 10 });
    pieces.giveBack(span);
    expect(pieces.take()).toEqual({ start: 4, end: 10 });
  });
});

describe('the frontier', () => {
  test('stops at the first gap', () => {
    const pieces = board(25);
    pieces.wrote(10, 10);
    expect([pieces.frontier, pieces.doneBytes]).toEqual([0, 10]);
    pieces.wrote(0, 7);
    expect(pieces.frontier).toBe(7);
    pieces.wrote(7, 3);
    expect(pieces.frontier).toBe(20);
  });

  test('reaches the end of a file whose last piece is short', () => {
    const pieces = board(25);
    pieces.wrote(0, 25);
    expect([pieces.frontier, pieces.doneBytes, pieces.take()]).toEqual([25, 25, undefined]);
  });
});

describe('what an earlier run left', () => {
  test('is gone on with', () => {
    const pieces = board(25, [10, 3, 0]);
    expect([pieces.frontier, pieces.doneBytes]).toEqual([13, 13]);
    expect(pieces.take()).toEqual({ start: 13, end: 20 });
  });

  test.for([[[10, 3]], [[10, 11, 0]], [[10, -1, 0]], [[10, 0.5, 0]], [[10, 10, 6]]])(
    '%j is not of this file',
    ([done = []]) => {
      expect(board(25, done).doneBytes).toBe(0);
    },
  );
});

test('whatever is written in whatever order, nothing is asked for twice and nothing is left out', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 12 }))),
      (size, steps) => {
        const seen = new Uint8Array(size);
        let pieces = board(size);
        const bring = (start: number, end: number): void => {
          for (let at = start; at < end; at += 1) seen[at] = (seen[at] ?? 0) + 1;
          pieces.wrote(start, end - start);
        };
        for (const [skipped, length] of steps) {
          const spans = Array.from({ length: skipped + 1 }, () => pieces.take());
          const span = spans.findLast((one) => one !== undefined);
          if (span !== undefined) bring(span.start, Math.min(span.end, span.start + length));
          pieces = board(size, pieces.snapshot()); // As after a restart.
          expect(seen.subarray(0, pieces.frontier).every((count) => count === 1)).toBe(true);
          expect(seen[pieces.frontier] ?? 0).toBe(0);
        }
        for (let span = pieces.take(); span !== undefined; span = pieces.take()) {
          bring(span.start, span.end);
        }
        expect(seen.every((count) => count === 1)).toBe(true);
        expect([pieces.doneBytes, pieces.frontier]).toEqual([size, size]);
      },
    ),
  );
});
