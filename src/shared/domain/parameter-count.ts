const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** "1.5B", "135M" or a number → how many parameters; undefined when it is none of these. */
export function parseParameterCount(value: string | number): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMBT]?)\s*$/i.exec(String(value));
  const unit = UNITS[(match?.[2] ?? '').toUpperCase()];
  if (match === null || unit === undefined) return undefined;
  return Math.round(Number(match[1]) * unit);
}
