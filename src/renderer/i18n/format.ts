/** Numbers, sizes and times as the reader's language writes them. */
export interface Format {
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  readonly seconds: (value: number) => string;
  /** "3 min 20 s": the two largest units of a time in seconds. */
  readonly duration: (seconds: number) => string;
  /** Date and time of day, from an ISO 8601 time. */
  readonly moment: (iso: string) => string;
  /** Time of day, from an ISO 8601 time; with the date unless that is today's. */
  readonly clock: (iso: string) => string;
  /** "0.73", from 0 to 1. */
  readonly score: (value: number) => string;
  /** "98 %", from 0 to 1. */
  readonly percent: (share: number) => string;
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

const DURATION_STEPS = [...TIME_STEPS, ['second', 1]] as const;

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

  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const timeOfDay = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const seconds = (value: number): string =>
    value < 1 ? withUnit(value * 1000, 'millisecond', 0) : withUnit(value, 'second', 1);

  const score = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });

  return {
    number: (value) => number.format(value),
    bytes(value) {
      const step = value < 1 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
      return withUnit(value / 1000 ** step, BYTE_UNITS[step] ?? 'byte', 1);
    },
    seconds,
    duration(value) {
      if (value < 60) return seconds(value);
      const largest = DURATION_STEPS.findIndex(([, length]) => value >= length);
      let rest = Math.floor(value);
      const parts = DURATION_STEPS.slice(largest, largest + 2).map(([unit, length]) => {
        const count = Math.floor(rest / length);
        rest -= count * length;
        return count === 0 ? '' : withUnit(count, unit, 0);
      });
      return parts.filter((part) => part !== '').join(' ');
    },
    moment: (iso) => moment.format(new Date(iso)),
    clock(iso) {
      const time = new Date(iso);
      const today = time.toDateString() === new Date().toDateString();
      return (today ? timeOfDay : dayAndTime).format(time);
    },
    score: (value) => score.format(value),
    percent: (share) => percent.format(share),
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
