/**
 * Bits per weight of a whole file, by its label: `quantize.cpp` and its README, for a model of 8
 * billion parameters. Their order is the order of the quants.
 */
const BITS: Readonly<Record<string, number>> = {
  IQ1_S: 2.0,
  IQ1_M: 2.15,
  TQ1_0: 2.2,
  IQ2_XXS: 2.38,
  TQ2_0: 2.5,
  IQ2_XS: 2.59,
  IQ2_S: 2.74,
  IQ2_M: 2.93,
  Q2_K_S: 2.97,
  Q2_K: 3.16,
  Q2_K_L: 3.3,
  IQ3_XXS: 3.25,
  IQ3_XS: 3.5,
  Q3_K_S: 3.64,
  IQ3_S: 3.66,
  IQ3_M: 3.76,
  Q3_K_M: 4.0,
  Q3_K_L: 4.3,
  Q3_K_XL: 4.4,
  IQ4_XS: 4.46,
  MXFP4: 4.5,
  NVFP4: 4.6,
  Q4_0: 4.66,
  IQ4_NL: 4.68,
  Q4_K_S: 4.67,
  Q4_K_M: 4.89,
  Q4_K_XL: 4.95,
  Q4_K_L: 5.1,
  Q4_1: 5.13,
  Q5_0: 5.59,
  Q5_K_S: 5.57,
  Q5_K_M: 5.7,
  Q5_K_XL: 5.75,
  Q5_K_L: 5.9,
  Q5_1: 6.06,
  Q6_K: 6.56,
  Q6_K_XL: 6.7,
  Q6_K_L: 6.75,
  Q8_0: 8.5,
  Q8_K_XL: 9.5,
  F16: 16,
  BF16: 16,
  F32: 32,
};

export const UNKNOWN_QUANT = 'unknown';
/** Where the name does not tell, most likely it is the usual one. */
const USUAL_BITS = 4.89;

/** Longest first, so that "Q4_K_M" is not read as "Q4_K". */
const LABELS = Object.keys(BITS).toSorted((one, other) => other.length - one.length);
const LABEL = new RegExp(`(?<![A-Za-z0-9])(?:UD-)?(${LABELS.join('|')})(?![A-Za-z0-9])`, 'gi');

/** "gemma-3-1b-it-Q4_K_M" → "Q4_K_M"; the last one counts, for names tell it at their end. */
export function quantOfName(name: string): string {
  const [, label] = [...name.matchAll(LABEL)].at(-1) ?? [];
  return label?.toUpperCase() ?? UNKNOWN_QUANT;
}

export const bitsOfQuant = (label: string): number => BITS[label] ?? USUAL_BITS;
