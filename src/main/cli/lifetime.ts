const SECONDS: Readonly<Record<string, number>> = {
  m: 60,
  h: 3600,
  d: 86_400,
  y: 365 * 86_400,
};

/** "90m", "12h", "30d" or "1y" → seconds; undefined when it is none of these or is zero. */
export function parseLifetime(text: string): number | undefined {
  const match = /^(\d{1,5})([mhdy])$/.exec(text.trim());
  const unit = SECONDS[match?.[2] ?? ''];
  if (match === null || unit === undefined) return undefined;
  const seconds = Number(match[1]) * unit;
  return seconds > 0 ? seconds : undefined;
}
