// Adds up what the test runners counted in a log: the last line is "N passed, N failed".
import { readFileSync } from 'node:fs';

const [, , path, status] = process.argv;
const escape = String.fromCharCode(27);
const log = readFileSync(path, 'utf8').replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, 'g'), '');

/** Vitest: "      Tests  3 failed | 40 passed (43)"; Playwright: "  4 passed (12.3s)". */
const lines = log.split('\n').filter((line) => /^\s*(Tests\s+)?\d+ (passed|failed)\b/.test(line));
const sum = (word) =>
  lines.reduce(
    (total, line) => total + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0),
    0,
  );

const passed = sum('passed');
// A gate that stopped before any test (a lint or type error) is a failure too.
const failed = Math.max(sum('failed'), status === '0' ? 0 : 1);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
