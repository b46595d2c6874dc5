import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSpec, Tamper } from '../scripts/gguf/generate.ts';
import type { Metadata } from '../scripts/gguf/metadata.ts';
import {
  type Mutant,
  type MutationName,
  mutant,
  type Original,
  original,
} from '../scripts/gguf/mutate.ts';
import { tinyCycle, tinyRandom } from '../scripts/gguf/presets.ts';
import type { ChildProcessAdapter } from '../src/main/core/children/child-process-adapter.ts';
import { forkAdapter } from '../src/main/core/children/fork-adapter.ts';
import { chat, RealEngine } from '../src/main/engine/testing/real-engine.ts';
import { checkModelFile } from '../src/main/hermes/check-model-file.ts';
import type { ModelShape } from '../src/shared/domain/model-shape.ts';
import { seconds } from '../src/shared/domain/units.ts';
import { AppError } from '../src/shared/errors/app-error.ts';
import { wallsAround } from './child-processes.ts';

/** What became of a file: refused by the gate, or said to the engine's process. */
export type Fate =
  | {
      readonly kind: 'refused' | 'failed' | 'crashed' | 'hung';
      readonly code: string;
      readonly why: string;
    }
  | { readonly kind: 'answered' };

export interface Outcome {
  readonly index: number;
  readonly mutation: MutationName;
  readonly what: string;
  readonly fate: Fate;
  readonly seconds: number;
}

export interface Plan {
  readonly seed: number;
  readonly count: number;
  /** Only this one of them. */
  readonly only?: number;
  /** Accepted files that are really loaded; the others are only checked. Default: all. */
  readonly loads?: number;
  /** Loads the sound models first: what is made of one that does not answer says nothing. */
  readonly soundFirst?: boolean;
  /** How the engine's processes are started. Default: plainly. */
  readonly adapter?: ChildProcessAdapter;
  readonly onOutcome?: (outcome: Outcome) => void;
}

export interface Report {
  readonly outcomes: readonly Outcome[];
  /** Accepted by the gate and given to a process. */
  readonly reached: number;
  /** Of all children seen. */
  readonly pids: readonly number[];
  /** Namespaces and filters of the children that differ from ours; null: no child was seen. */
  readonly walls: readonly string[] | null;
}

/** Loads at a time; each takes one core. */
const SIDE_BY_SIDE = 2;
/** No file may take longer, whatever is in it. The engine gives up well before. */
const LIMIT = seconds(45);
const TIMINGS = { load: seconds(25), hung_after: seconds(10) };

/**
 * Damages sound models, gives each to the gate, and what the gate accepts to the real engine.
 * @throws Error when a file takes too long, or anything fails without a code
 */
export async function tryMutants(plan: Plan): Promise<Report> {
  const { adapter = forkAdapter } = plan;
  await using engine = new RealEngine({ timings: TIMINGS, adapter });
  const originals = await writeOriginals(engine.folder);
  const indices =
    plan.only === undefined ? Array.from({ length: plan.count }).keys() : [plan.only].values();
  const trials = new Trials(engine, plan);
  if (plan.soundFirst === true) await trials.expectAnswers(originals.length);
  const work = async (): Promise<void> => {
    for (const index of indices)
      await trials.run(index, mutant(originals, plan.seed * 1_000_003 + index));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return trials;
}

/** Several types, shapes, tokenizers and architectures, so that not all have the same faults. */
async function writeOriginals(folder: string): Promise<readonly Original[]> {
  const specs: readonly ModelSpec[] = [
    tinyCycle('uno dos tres cuatro', { loop: true }),
    tinyRandom(1),
    { ...tinyRandom(2), tensor_type: 'Q8_0', block_count: 2 },
    { ...tinyRandom(3), tensor_type: 'Q4_0', head_count: 4, chat_template: null },
    { ...tinyRandom(4), tensor_type: 'F32', tamper: { metadata: withBytePairs } },
    { ...tinyRandom(5), tamper: asArchitecture('qwen2') },
    { ...tinyRandom(6), tamper: asArchitecture('gemma') },
  ];
  return Promise.all(
    specs.map((spec, index) => original(join(folder, `original-${index}.gguf`), spec)),
  );
}

/** The tokenizer of GPT-2 and most models since, on the same tokens. */
function withBytePairs(metadata: Metadata): Metadata {
  const others = metadata.map(([key, value]): Metadata[number] =>
    key === 'tokenizer.ggml.model' ? [key, { type: 'string', value: 'gpt2' }] : [key, value],
  );
  return [...others, ['tokenizer.ggml.merges', { type: 'strings', value: ['h o', 'l a'] }]];
}

/** The two need what `llama` needs; of gemma, the embeddings serve for the output too. */
function asArchitecture(name: 'qwen2' | 'gemma'): Tamper {
  return {
    metadata: (metadata) =>
      metadata.map(([key, value]) =>
        key === 'general.architecture'
          ? [key, { type: 'string', value: name }]
          : [key.replace(/^llama\./, `${name}.`), value],
      ),
    tensors: (tensors) =>
      tensors.filter((tensor) => name !== 'gemma' || tensor.name !== 'output.weight'),
  };
}

class Trials implements Report {
  readonly outcomes: Outcome[] = [];
  reached = 0;
  readonly pids: number[] = [];
  walls: readonly string[] | null = null;
  readonly #engine: RealEngine;
  readonly #plan: Plan;

  constructor(engine: RealEngine, plan: Plan) {
    this.#engine = engine;
    this.#plan = plan;
  }

  async run(index: number, { name: mutation, what, bytes }: Mutant): Promise<void> {
    const start = performance.now();
    const path = join(this.#engine.folder, `mutant-${index}.gguf`);
    writeFileSync(path, bytes);
    const label = `file ${index} (${mutation}: ${what})`;
    const fate = await inTime(this.#fateOf(index, path), label);
    await rm(path);
    if (fate === null) return;
    const outcome = { index, mutation, what, fate, seconds: (performance.now() - start) / 1000 };
    this.outcomes.push(outcome);
    this.#plan.onOutcome?.(outcome);
  }

  async expectAnswers(originals: number): Promise<void> {
    for (let index = 0; index < originals; index += 1) {
      const name = `original-${index}`;
      const { shape } = await checkModelFile(join(this.#engine.folder, `${name}.gguf`));
      await this.#ask(name, shape);
    }
  }

  /** null: accepted, and not loaded because enough others were. */
  async #fateOf(index: number, path: string): Promise<Fate | null> {
    const checked = await outcomeOf(checkModelFile(path));
    if (checked instanceof AppError) {
      return { kind: 'refused', code: checked.code, why: checked.message };
    }
    if (this.reached >= (this.#plan.loads ?? Infinity)) return null;
    this.reached += 1;
    const error = await outcomeOf(this.#ask(`mutant-${index}`, checked.shape));
    if (error === undefined) return { kind: 'answered' };
    const kinds: Partial<Record<string, 'crashed' | 'hung'>> = {
      ENGINE_CRASHED: 'crashed',
      ENGINE_HUNG: 'hung',
    };
    return { kind: kinds[error.code] ?? 'failed', code: error.code, why: lastWords(error) };
  }

  async #ask(name: string, shape: ModelShape): Promise<void> {
    const { pool } = this.#engine;
    const target = this.#engine.targetOf(name, shape);
    const hooks = { signal: new AbortController().signal, onText: () => {} };
    const loaded = pool.load(target);
    this.#look();
    try {
      await loaded;
      this.#look(); // In a sandbox, the process has a number only now.
      await pool.generate(target.model_id, chat('hola', { max_tokens: 4 }), hooks);
    } finally {
      await pool.unload(target.model_id);
    }
  }

  #look(): void {
    for (const { pid } of this.#engine.pool.residents()) {
      if (pid === null || this.pids.includes(pid)) continue;
      this.pids.push(pid);
      if (process.platform === 'linux') this.walls ??= wallsAround(pid);
    }
  }
}

async function inTime<Result>(work: Promise<Result>, label: string): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${label} took over ${LIMIT / 1000} s`)),
    LIMIT,
  );
  try {
    return await Promise.race([
      work.catch((caught: unknown) => {
        throw new Error(`${label} failed without a code`, { cause: caught });
      }),
      late.promise,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Any other error is a fault of ours and leaves. */
async function outcomeOf<Result>(work: Promise<Result>): Promise<Result | AppError> {
  try {
    return await work;
  } catch (caught) {
    if (caught instanceof AppError) return caught;
    throw caught;
  }
}

/** What llama.cpp said at the end, from the child's stderr. */
function lastWords(error: AppError): string {
  const said = error.cause instanceof Error ? error.cause.message : '';
  const assertion = /.*(?:GGML_ASSERT|GGML_ABORT|what\(\)|terminate|fatal|Fatal|FATAL).*/.exec(
    said,
  )?.[0];
  const words = assertion ?? said.split('\n').find((line) => line.trim() !== '') ?? '';
  return `${error.message.match(/\((?:signal|exit code) \w+\)/)?.[0] ?? ''} ${words}`
    .trim()
    .slice(0, 300);
}
