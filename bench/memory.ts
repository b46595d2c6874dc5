import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { size135M, size500M } from '../scripts/gguf/presets.ts';
import { forkAdapter } from '../src/main/core/children/fork-adapter.ts';
import { EnginePool } from '../src/main/engine/engine-pool.ts';
import { physicalCores } from '../src/main/engine/physical-cores.ts';
import type { MemoryCorrection } from '../src/main/engine/ports.ts';
import { plain } from '../src/main/engine/testing/real-engine.ts';
import { checkModelFile } from '../src/main/hermes/check-model-file.ts';
import type { LoadPlan, LoadTarget } from '../src/shared/domain/generation.ts';
import { modelId } from '../src/shared/domain/ids.ts';
import { modelFile } from './engine/model-file.ts';

const HOST_MODULE = join(import.meta.dirname, '../src/main/engine/host/main.ts');
const PLANS: readonly LoadPlan[] = [2048, 4096].flatMap((context_tokens) =>
  [1, 4].map((slots) => ({ context_tokens, slots })),
);
/** Fills most of a batch, so that the buffers are touched as they are in use. */
const PROMPT = 'la mesa azul suena clara '.repeat(20);
const MB = 1_000_000;

/** Loads, answers once in each slot and a few times more, unloads: what did it learn? */
async function measure(target: LoadTarget, plan: LoadPlan): Promise<MemoryCorrection> {
  let learnt: MemoryCorrection | undefined;
  const pool = new EnginePool({
    adapter: forkAdapter,
    hostModule: HOST_MODULE,
    threads: physicalCores(),
    slots: plan.slots,
    contextTokens: plan.context_tokens,
    corrections: {
      correctionOf: () => undefined,
      saveCorrection: (correction) => {
        learnt = correction;
      },
    },
    installed: { shapes: () => [] },
    log: { info: () => undefined, warn: () => undefined },
  });
  await pool.load(target);
  const hooks = { signal: new AbortController().signal, onText: () => undefined };
  const request = plain(PROMPT, { max_tokens: 16 });
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(
      Array.from({ length: plan.slots }, () => pool.generate(target.model_id, request, hooks)),
    );
  }
  await pool.close();
  if (learnt === undefined) throw new Error('this system does not tell what a process holds');
  return learnt;
}

/** `npm run bench -- memory`: the engine's estimate against what its process then holds. */
export async function benchMemory(): Promise<void> {
  const kept = process.env['VX11_BENCH_MODELS'];
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'vx11-bench-models-'));
  const models = [
    await modelFile(folder, '135M-Q8_0', size135M(1)),
    await modelFile(folder, '500M-Q4_0', size500M(1)),
  ];
  for (const { name, file } of models) {
    const { shape } = await checkModelFile(file);
    for (const plan of PLANS) {
      const target = { model_id: modelId(`bench/${name}`), path: file, shape };
      const { estimated_bytes, measured_bytes } = await measure(target, plan);
      const what = `${name}, ${plan.slots} × ${plan.context_tokens} tokens`;
      const numbers = [estimated_bytes, measured_bytes].map((bytes) => (bytes / MB).toFixed(0));
      const ratio = (estimated_bytes / measured_bytes).toFixed(2);
      process.stdout.write(`${what.padEnd(32)} ${numbers.join(' : ')} MB   ${ratio}×\n`);
    }
  }
  if (kept === undefined) rmSync(folder, { recursive: true });
}
