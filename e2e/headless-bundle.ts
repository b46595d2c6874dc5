import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the built product is made of, as it runs without Electron. */
const ENTRIES = ['headless.js', 'engine-host.js', 'vx11.js'];
/** The server and all it stands on is larger; less means that the rest was not found. */
const LEAST_CHARACTERS = 1_000_000;

/** `from '…'`, `import '…'`, `import('…')`, `require('…')` and what bundlers make of the last. */
const SPECIFIER = /\b(?:from|import|\w*require\w*)\s*\(?\s*(["'`])([^"'`\n]+)\1/g;

/** A line of a comment: the types that libraries name there are imported by nobody. */
const COMMENT = /^\s*(\*|\/\/|\/\*)/;

function specifiersIn(source: string): string[] {
  const lines = source.split('\n').filter((line) => !COMMENT.test(line));
  return [...lines.join('\n').matchAll(SPECIFIER)].map(([, , specifier = '']) => specifier);
}

/**
 * Follows the built headless entries through every chunk they reach.
 * @param folder `out/main`
 * @returns what is wrong, one line each; empty when nothing is
 */
export function headlessFaults(folder: string): string[] {
  const faults: string[] = [];
  const reached = new Set(ENTRIES.map((name) => join(folder, name)));
  let characters = 0;
  for (const path of reached) {
    if (!existsSync(path)) {
      faults.push(`${path} is not there`);
      continue;
    }
    const source = readFileSync(path, 'utf8');
    characters += source.length;
    for (const specifier of specifiersIn(source)) {
      if (/^electron(\/|$)/.test(specifier)) faults.push(`${path} imports ${specifier}`);
      if (/^\.{1,2}\/.*\.js$/.test(specifier)) reached.add(join(dirname(path), specifier));
    }
  }
  if (characters < LEAST_CHARACTERS) {
    faults.push(`only ${characters} characters in ${reached.size} files: too few to be all`);
  }
  return faults;
}
