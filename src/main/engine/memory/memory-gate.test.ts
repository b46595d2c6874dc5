import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { bytes } from '../../../shared/domain/units.ts';
import { KeptCorrections } from '../testing/real-engine.ts';
import { estimateMemory } from './estimate.ts';
import { MemoryBook } from './memory-book.ts';
import { freeFor, MemoryGate, type Occupant, RESERVE_BYTES } from './memory-gate.ts';

const MB = 1_000_000;
const weighing = (megabytes: number, more: Partial<ModelShape> = {}): ModelShape =>
  modelShape({ weight_bytes: megabytes * MB, matrix_bytes: {}, ...more });
const targetOf = (name: string, shape: ModelShape) => {
  return { model_id: modelId(name), path: `/${name}`, shape };
};

interface Scene {
  readonly free: number;
  readonly limit?: number;
  readonly installed?: Readonly<Record<string, ModelShape>>;
}

function gateOf({ free, limit, installed = {} }: Scene) {
  const said: string[] = [];
  const log = { info: (_: object, message: string) => said.push(message), warn: () => {} };
  const gate = new MemoryGate({
    availableMemory: () => bytes(free * MB + RESERVE_BYTES),
    book: new MemoryBook(new KeptCorrections(), log),
    installed: {
      shapes: () =>
        Object.entries(installed).map(([name, shape]) => ({ model_id: modelId(name), shape })),
    },
    wanted: { slots: 4, context_tokens: 4096 },
    limit: limit === undefined ? undefined : bytes(limit * MB),
    log,
  });
  return { gate, said };
}

function occupant(state: Occupant['state'], shape: ModelShape): Occupant {
  const plan = { slots: 1, context_tokens: 512 };
  const need = estimateMemory(shape, plan);
  return {
    target: targetOf('other', shape),
    planned: { plan, need, context_limit: 'memory' },
    state,
  };
}

describe('what is free for a model', () => {
  test('is less a reserve', () => {
    expect(freeFor(bytes(RESERVE_BYTES + 5), [])).toBe(5);
    expect(freeFor(bytes(5), [])).toBe(0);
  });

  test('is less all that a load under way will take', () => {
    const loading = occupant('loading', weighing(100));
    expect(freeFor(bytes(1000 * MB), [loading])).toBe(
      1000 * MB - RESERVE_BYTES - loading.planned.need.total,
    );
  });

  test('is less the mapped weights of a model in memory, which the system calls available', () => {
    const free = freeFor(bytes(1000 * MB), [occupant('ready', weighing(100))]);
    expect(free).toBe(900 * MB - RESERVE_BYTES);
  });
});

describe('a model that fits', () => {
  test('is let in, and the log says with what and why', () => {
    const { gate, said } = gateOf({ free: 1000 });
    const planned = gate.admit(targetOf('m', weighing(100)), []);
    expect(planned.plan).toEqual({ slots: 4, context_tokens: 2048 });
    expect(said).toEqual([
      expect.stringMatching(/^needs about 2\d\d\.\d MB: 4 × 2048 tokens, as much as the model/),
    ]);
  });

  test('with less context than wanted says what was wanted', () => {
    const large = weighing(100, { context_length: 8192, block_count: 64, head_counts_kv: [8] });
    const { gate, said } = gateOf({ free: 1000 });
    expect(gate.admit(targetOf('m', large), []).plan).toEqual({ slots: 2, context_tokens: 2048 });
    expect(said).toEqual([
      expect.stringContaining('2 × 2048 tokens, less than the 4 × 4096 of the settings'),
    ]);
  });
});

describe('whether a model would fit', () => {
  const [small, large] = [weighing(100), weighing(800)];
  const there = occupant('ready', weighing(500));
  const leaver = [there.target.model_id];

  test('is told from what is free, and nothing is logged or taken', () => {
    const { gate, said } = gateOf({ free: 1000 });
    expect(gate.wouldFit(small, [], [])).toBe(true);
    expect(gate.wouldFit(weighing(1000), [], [])).toBe(false);
    expect(said).toEqual([]);
  });

  test('counts what would leave as gone: all that it holds, its mapped weights too', () => {
    const { gate } = gateOf({ free: 1000 });
    expect(gate.wouldFit(large, [there], [])).toBe(false);
    expect(gate.wouldFit(large, [there], leaver)).toBe(true);
    // What it holds besides its weights is what the system does not call available yet.
    const besides = (there.planned.need.total - 500 * MB) / MB;
    const tight = weighing(1000 - 100 + besides / 2);
    expect(gateOf({ free: 1000 }).gate.wouldFit(tight, [], [])).toBe(false);
    expect(gateOf({ free: 1000 }).gate.wouldFit(tight, [there], leaver)).toBe(true);
  });

  test('is also asked of the limit of one model', () => {
    expect(gateOf({ free: 5000, limit: 500 }).gate.wouldFit(large, [], [])).toBe(false);
  });
});

describe('a model that does not fit', () => {
  const refused = (scene: Scene) => {
    const { gate } = gateOf(scene);
    return () => gate.admit(targetOf('big', weighing(5000)), []);
  };

  test('is refused with what it needs, of what, and what is free', () => {
    expect(refused({ free: 1000 })).toThrowError(
      expect.objectContaining({
        code: 'OUT_OF_MEMORY',
        message: expect.stringMatching(
          /^"big" needs at least 5\.1 GB of memory \(weights 5\.0 GB, a context of 512 tokens 131\.1 kB, buffers \d\.\d MB, process \d+\.\d MB\), and 1\.0 GB can be used now\. /,
        ),
        data: expect.objectContaining({
          model_id: 'big',
          needed_bytes: expect.any(Number),
          weights_bytes: 5000 * MB,
          context_tokens: 512,
          available_bytes: 1000 * MB,
        }),
      }),
    );
  });

  test('is refused beyond the limit of one model, however much is free', () => {
    expect(refused({ free: 20_000, limit: 3000 })).toThrowError(/3\.0 GB can be used now/);
    expect(refused({ free: 20_000, limit: 7000 })).not.toThrow();
  });

  test('is told the largest file that would fit', () => {
    expect(refused({ free: 1000 })).toThrowError(
      /a quantisation whose file has at most 87\d\.\d MB would fit/,
    );
  });

  test('is told the largest installed models that would fit, not those that would not', () => {
    const installed = {
      tiny: weighing(1),
      middle: weighing(500),
      small: weighing(100),
      smaller: weighing(50),
      huge: weighing(3000),
    };
    expect(refused({ free: 1000, installed })).toThrowError(
      expect.objectContaining({
        message: expect.stringContaining('Of your models fits now: middle, small, smaller. '),
        data: expect.objectContaining({ fitting_models: ['middle', 'small', 'smaller'] }),
      }),
    );
  });

  test('is told nothing to choose where nothing fits', () => {
    expect(refused({ free: 50 })).toThrowError(
      /can be used now\. Unload another model or close programs\.$/,
    );
  });
});
