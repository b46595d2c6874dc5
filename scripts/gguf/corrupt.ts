import { readFile, truncate, writeFile } from 'node:fs/promises';
import { generateGguf, type ModelSpec, type Tamper } from './generate.ts';
import type { Metadata, MetadataValue } from './metadata.ts';
import type { TensorSpec } from './tensors.ts';

type Damage =
  /** Written as a whole, but wrong. */
  | { readonly tamper: Tamper }
  /** Changed after it was written. */
  | { readonly spoil: (path: string) => Promise<void> };

const u32 = (value: number): MetadataValue => ({ type: 'u32', value });

const set = (name: string, value: MetadataValue): Damage => ({
  tamper: {
    metadata: (entries: Metadata) =>
      entries.map(([key, old]) => [key, key === name ? value : old] as const),
  },
});

const tensors = (change: (all: readonly TensorSpec[]) => readonly TensorSpec[]): Damage => ({
  tamper: { tensors: change },
});

/** Overwrites bytes; `at` finds the place in the file. */
const poke = (at: (file: Buffer) => number, bytes: readonly number[]): Damage => ({
  spoil: async (path) => {
    const file = await readFile(path);
    Buffer.from(bytes).copy(file, at(file));
    await writeFile(path, file);
  },
});

/** Behind the name of a tensor: u32 dimension count, u64 each, u32 type, u64 offset. */
const afterName = (name: string, skip: number) => (file: Buffer) =>
  file.indexOf(name) + name.length + skip;

const cut = (share: number): Damage => ({
  spoil: async (path) => truncate(path, Math.floor((await readFile(path)).length * share)),
});

const replace = (content: string): Damage => ({ spoil: (path) => writeFile(path, content) });

/** Ways in which a model file can be wrong, by name. */
export const DAMAGES = {
  'plain text': replace('This is no model.\n'.repeat(200)),
  'a web page': replace(`<!doctype html><html>${'<p>Sign in</p>'.repeat(200)}</html>`),
  'an empty file': replace(''),
  'a truncated tail': cut(0.9),
  'a truncated header': cut(0.01),
  'an unknown version': poke(() => 4, [99, 0, 0, 0]),
  'a huge number of tensors': poke(() => 8, [255, 255, 255, 255, 255, 255, 255, 127]),
  'a huge number of keys': poke(() => 16, [255, 255, 255, 255, 255, 255, 255, 127]),
  'no heads': set('llama.attention.head_count', u32(0)),
  'a billion layers': set('llama.block_count', u32(2 ** 30)),
  'an end token out of range': set('tokenizer.ggml.eos_token_id', u32(4_000_000)),
  'an odd alignment': set('general.alignment', u32(24)),
  'a missing byte token': {
    tamper: {
      metadata: (entries) =>
        entries.map(([key, value]) => {
          const isTokens = key === 'tokenizer.ggml.tokens' && value.type === 'strings';
          if (!isTokens) return [key, value] as const;
          const tokens = value.value.map((token) => (token === '<0x41>' ? '<no byte>' : token));
          return [key, { type: 'strings', value: tokens }] as const;
        }),
    },
  },
  'a nested list': {
    tamper: {
      metadata: (entries) => [...entries, ['nested', { type: 'nested', value: [[1], [2]] }]],
    },
  },
  'the same key twice': { tamper: { metadata: (entries) => [...entries, ...entries.slice(0, 1)] } },
  'a missing tensor': tensors((all) => all.filter(({ name }) => name !== 'blk.0.ffn_down.weight')),
  'the same tensor twice': tensors((all) => [...all, ...all.slice(0, 1)]),
  'a tensor beyond the end': poke(
    afterName('output_norm.weight', 4 + 8 + 4),
    [0, 0, 0, 0, 0, 1, 0, 0],
  ),
  'an unknown tensor type': poke(afterName('output_norm.weight', 4 + 8), [15, 39, 0, 0]),
  'an absurd dimension': poke(afterName('output_norm.weight', 4), [0, 0, 0, 0, 0, 1, 0, 0]),
} as const satisfies Record<string, Damage>;
export type DamageName = keyof typeof DAMAGES;

/** Writes a model with the given fault. */
export async function writeDamaged(path: string, spec: ModelSpec, name: DamageName): Promise<void> {
  const damage: Damage = DAMAGES[name];
  if ('tamper' in damage) {
    await generateGguf(path, { ...spec, tamper: damage.tamper });
    return;
  }
  await generateGguf(path, spec);
  await damage.spoil(path);
}
