/** Writes a generated GGUF model: `node scripts/make-gguf.ts --help`. */
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/shared/domain/units.ts';
import { generateGguf, type ModelSpec } from './gguf/generate.ts';
import { size135M, size500M, tinyCycle, tinyRandom } from './gguf/presets.ts';
import { WRITABLE_TYPES, type WritableType } from './gguf/quantise.ts';

const HELP = `Writes a llama-architecture GGUF with generated weights.

  --out FILE            where to write (required)
  --preset NAME         tiny (default), 135m or 500m
  --seed N              seed of the random weights (default 1)
  --cycle TEXT          say this text instead of noise
  --loop                with --cycle: never end
  --type TYPE           ${Object.keys(WRITABLE_TYPES).join(', ')}
  --embedding N  --blocks N  --heads N  --kv-heads N  --ffn N  --context N  --vocabulary N
  --name NAME  --description TEXT  --license NAME
  --tag TAG             may be repeated (default text-generation)
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    preset: { type: 'string', default: 'tiny' },
    seed: { type: 'string', default: '1' },
    cycle: { type: 'string' },
    loop: { type: 'boolean', default: false },
    type: { type: 'string' },
    embedding: { type: 'string' },
    blocks: { type: 'string' },
    heads: { type: 'string' },
    'kv-heads': { type: 'string' },
    ffn: { type: 'string' },
    context: { type: 'string' },
    vocabulary: { type: 'string' },
    name: { type: 'string' },
    description: { type: 'string' },
    license: { type: 'string' },
    tag: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});

function fail(message: string): never {
  process.stderr.write(`${message}\n\n${HELP}`);
  process.exit(2);
}

function whole(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 ? value : fail(`--${option} takes a whole number.`);
}

const isType = (text: string): text is WritableType => Object.hasOwn(WRITABLE_TYPES, text);

function preset(name: string, seed: number): ModelSpec {
  if (name === 'tiny') return tinyRandom(seed);
  if (name === '135m') return size135M(seed);
  if (name === '500m') return size500M(seed);
  return fail(`There is no preset "${name}".`);
}

function spec(): ModelSpec {
  const base =
    values.cycle === undefined
      ? preset(values.preset, whole(values.seed, 'seed') ?? 1)
      : tinyCycle(values.cycle, { loop: values.loop });
  if (values.type !== undefined && !isType(values.type)) fail(`There is no type "${values.type}".`);
  return {
    ...base,
    tensor_type: values.type ?? base.tensor_type,
    embedding_length: whole(values.embedding, 'embedding') ?? base.embedding_length,
    block_count: whole(values.blocks, 'blocks') ?? base.block_count,
    head_count: whole(values.heads, 'heads') ?? base.head_count,
    head_count_kv: whole(values['kv-heads'], 'kv-heads') ?? base.head_count_kv,
    feed_forward_length: whole(values.ffn, 'ffn') ?? base.feed_forward_length,
    context_length: whole(values.context, 'context') ?? base.context_length,
    vocabulary: whole(values.vocabulary, 'vocabulary') ?? base.vocabulary ?? 0,
    name: values.name ?? base.name ?? 'generated',
    ...(values.description === undefined ? {} : { description: values.description }),
    ...(values.license === undefined ? {} : { license: values.license }),
    ...(values.tag === undefined ? {} : { tags: values.tag }),
  };
}

if (values.help) process.stdout.write(HELP);
else {
  const out = values.out ?? fail('Say where to write with --out.');
  const { bytes } = await generateGguf(out, spec());
  process.stdout.write(`${out}: ${formatBytes(bytes)}\n`);
}
