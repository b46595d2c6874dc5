/** Signs of source text, errors and commands, which words do not show. */
export const SOURCE_SHAPES: readonly RegExp[] = [
  /```/,
  /[{};]\s*$/m,
  /\w\([^()]*\)|\w\[\w*\]/,
  /[a-z]_[a-z]|[a-z][A-Z][a-z]/,
  /[=!<>]=|=>|->|::|&&|\|\|/,
  /^\s*(?:def|class|func|fn|import|from|const|let|var|public|private|return|#include|<\?php|\$ |#!)\b/m,
  /\bSELECT\b[\s\S]{1,200}\bFROM\b|\b(?:INSERT INTO|CREATE TABLE|ALTER TABLE|WHERE|GROUP BY|ORDER BY)\b/,
  /\b[A-Z]\w*(?:Error|Exception)\b|\bat .+:\d+|\bline \d+\b|\blínea \d+\b/,
  /\b(?:ERR!|FAIL(?:ED)?|FATAL|WARN|panic|Traceback|error TS\d+|E\d{4})\b/,
  /<\/?[a-z]{1,12}[^<>]{0,60}>/,
  /\b[\w-]+\.(?:py|js|ts|tsx|jsx|java|cpp|c|h|cs|go|rs|php|rb|sh|sql|html|css|json|ya?ml|toml|env|lock)\b/,
  /(?:^|\s)--?[a-z][\w-]+|\*args|\*\*\w+/,
];

/** Signs of data, quotations, levels of sound, talk written down, lists and questions. */
export const OTHER_SHAPES: readonly RegExp[] = [
  /\d[,;\t|] ?[^,;\t|\n]{1,24}[,;\t|]/,
  /\d ?%/,
  /["«“'][^"«»“”]{25,}["»”']/,
  /-\d+(?:[.,]\d+)? ?(?:dB|LUFS)|\b\d+(?:[.,]\d+)? ?(?:k?Hz|dB\w*|LUFS|LU|bpm|BPM|ms)\b/,
  /^(?:[A-Z]\p{L}{1,14}(?: [A-Z]\p{L}+)?|user|assistant|\d\d?:\d\d(?::\d\d)?)(?: ?[:\-–>]|\s\S).*\n/mu,
  /^(?:[ \t]*(?:[-*•]|\d+[.)]) .+\n){2,}/m,
  /\?\s*$/,
];
