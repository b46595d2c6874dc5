import { expect, test } from 'vitest';
import { StopScanner } from './stop-scanner.ts';

/** What is shown for pieces, the end included, and whether a stop string was met. */
function scan(stops: string[], pieces: string[]): { shown: string[]; stopped: boolean } {
  const scanner = new StopScanner(stops);
  const shown = pieces.map((piece) => scanner.push(piece));
  return { shown: [...shown, scanner.end()], stopped: scanner.stopped };
}

test.for([
  ['without stop strings all passes', [], ['a', 'b'], ['a', 'b', ''], false],
  ['a stop string is cut off with what follows', ['END'], ['ab END cd'], ['ab ', ''], true],
  ['a stop string may come in parts', ['END'], ['a E', 'N', 'D b'], ['a ', '', '', ''], true],
  ['a false alarm is shown later', ['END'], ['a E', 'Nx'], ['a ', 'ENx', ''], false],
  ['what might have been one is shown at the end', ['END'], ['a EN'], ['a ', 'EN'], false],
  ['the earliest of several counts', ['two', 'one'], ['a one two'], ['a ', ''], true],
  ['a repeated beginning is not missed', ['aab'], ['aa', 'ab'], ['', 'a', ''], true],
  ['the longest possible beginning is held', ['bcd', 'abc'], ['xab'], ['x', 'ab'], false],
  ['empty stop strings stop nothing', [''], ['a'], ['a', ''], false],
] as const)('%s', ([, stops, pieces, shown, stopped]) => {
  expect(scan([...stops], [...pieces])).toEqual({ shown, stopped });
});
