import { basename, extname } from 'node:path';

const LONGEST = 200;

/**
 * How a file is called, of whatever a caller gave as its name: of "C:\\models\\a.gguf" or "../a.gguf"
 * the last part, without what would not be seen or would break a line.
 */
export function plainFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // macOS sends "ñ" as two characters.
  const visible = last.normalize('NFC').replaceAll(/\p{C}/gu, '').trim();
  // Half of a surrogate pair would be no text.
  return visible.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '') || 'model.gguf';
}

/** "Tiny Model (v1).gguf" → "Tiny Model (v1)". */
export function modelNameOf(fileName: string): string {
  const plain = plainFileName(fileName);
  return basename(plain, extname(plain));
}
