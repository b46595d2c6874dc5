/** A measured value as far as it says something: what is as good as unchanged is unchanged. */
export function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
