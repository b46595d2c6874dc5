const KB = 1000;
const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: KB,
  MB: KB ** 2,
  GB: KB ** 3,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
};

/** "2GB", "1.5 GiB" or a number of bytes → bytes; undefined when it is none of these. */
export function parseByteSize(value: string | number): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMG]?I?B)?\s*$/i.exec(String(value));
  const unit = UNITS[(match?.[2] ?? 'B').toUpperCase()];
  if (match === null || unit === undefined) return undefined;
  return Math.floor(Number(match[1]) * unit);
}
