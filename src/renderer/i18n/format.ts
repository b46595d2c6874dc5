/** Numbers, sizes and times as the reader's language writes them. */
export interface Format {
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  readonly seconds: (value: number) => string;
  /** "3 minutes ago", from an ISO 8601 time. */
  readonly since: (iso: string) => string;
  /** "1.1B", the way model sizes are usually told. */
  readonly parameters: (value: number) => string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
const TIME_STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

export function createFormat(locale: string): Format {
  const withUnit = (value: number, unit: string, digits: number): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  return {
    number: (value) => number.format(value),
    bytes(value) {
      const step = value < 1 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
      return withUnit(value / 1000 ** step, BYTE_UNITS[step] ?? 'byte', 1);
    },
    seconds: (value) =>
      value < 1 ? withUnit(value * 1000, 'millisecond', 0) : withUnit(value, 'second', 1),
    since(iso) {
      const elapsed = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
      for (const [unit, length] of TIME_STEPS) {
        if (elapsed >= length) return relative.format(-Math.floor(elapsed / length), unit);
      }
      return relative.format(0, 'second');
    },
    parameters: (value) =>
      value >= 1e9 ? `${number.format(value / 1e9)}B` : `${number.format(value / 1e6)}M`,
  };
}
