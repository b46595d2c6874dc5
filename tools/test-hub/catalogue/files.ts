import type { ModelSpec } from '../../../scripts/gguf/generate.ts';
import type { FileSpec } from './spec.ts';

/** Bits per weight that llama.cpp's quants come to, their scales included. */
const BITS = {
  Q2_K: 3.35,
  Q3_K_M: 3.91,
  IQ4_XS: 4.46,
  Q4_0: 4.55,
  Q4_K_M: 4.85,
  Q5_K_M: 5.69,
  Q6_K: 6.59,
  Q8_0: 8.5,
  F16: 16,
} as const;
type Quant = keyof typeof BITS;

export const text = (path: string, ...lines: readonly string[]): FileSpec => ({
  path,
  holds: { kind: 'text', text: `${lines.join('\n')}\n` },
});

export const model = (path: string, spec: ModelSpec): FileSpec => ({
  path,
  holds: { kind: 'model', spec },
});

export const stated = (path: string, bytes: number): FileSpec => ({
  path,
  holds: { kind: 'stated', bytes },
});

/** A file per quant, as large as so many parameters are in it. */
export const quants = (
  name: string,
  parameters: number,
  ...wanted: readonly Quant[]
): readonly FileSpec[] =>
  wanted.map((quant) =>
    stated(`${name}-${quant}.gguf`, Math.round((parameters * BITS[quant]) / 8 / 32) * 32),
  );

/** `name-00001-of-00003.gguf` and so on. */
export const shards = (
  name: string,
  count: number,
  holds: (index: number) => FileSpec['holds'],
): readonly FileSpec[] =>
  Array.from({ length: count }, (_, index) => {
    const number = (value: number): string => String(value).padStart(5, '0');
    return { path: `${name}-${number(index + 1)}-of-${number(count)}.gguf`, holds: holds(index) };
  });

/** What every repository has beside its models. */
export const card = (title: string, about: string): readonly FileSpec[] => [
  text('.gitattributes', '*.gguf filter=lfs diff=lfs merge=lfs -text'),
  text('README.md', `# ${title}`, '', about),
];
