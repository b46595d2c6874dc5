import { invalid, quoted } from './gguf-error.ts';
import { inRange } from './hyperparameters.ts';
import { MAX_EXPERTS } from './limits.ts';
import type { Metadata } from './metadata.ts';

/** LLAMA_POOLING_TYPE_RANK in llama.h: none, mean, cls, last, rank. */
const LAST_POOLING_TYPE = 4;

/**
 * Values that llama.cpp does not report as wrong but asserts (load_hparams in llama-model.cpp): a
 * bad one ends the process that loads the model. They hold for every architecture.
 */
export function checkAssertions(metadata: Metadata, architecture: string, blocks: number): void {
  checkExperts(metadata, architecture);
  checkScaling(metadata, architecture);
  checkEpsilons(metadata, architecture);
  checkPooling(metadata, architecture);
  const predicted = `${architecture}.nextn_predict_layers`;
  inRange(predicted, metadata.integer(predicted) ?? 0, 0, blocks);
}

function checkExperts(metadata: Metadata, architecture: string): void {
  const key = `${architecture}.expert_count`;
  const experts = inRange(key, metadata.integer(key) ?? 0, 0, MAX_EXPERTS);
  const usedKey = `${architecture}.expert_used_count`;
  // A dense model may state how many of its no experts are used, as long as it says 0. Hunyuan's
  // single expert counts as none, so 1 of 1 must pass as well.
  const used = Math.max(...(metadata.integers(usedKey) ?? [0]));
  inRange(usedKey, used, experts > 0 ? 1 : 0, experts);
  const groupsKey = `${architecture}.expert_group_count`;
  const groups = metadata.integer(groupsKey) ?? 0;
  inRange(groupsKey, groups, 0, Math.max(0, experts - 1));
  if (groups < 2) return;
  if (experts % groups !== 0) {
    throw invalid(`${groupsKey} is ${groups}; it must divide ${key}, which is ${experts}.`, {
      key: groupsKey,
      groups,
      experts,
    });
  }
  const groupsUsedKey = `${architecture}.expert_group_used_count`;
  inRange(groupsUsedKey, metadata.integer(groupsUsedKey) ?? 0, 1, groups - 1);
}

function checkScaling(metadata: Metadata, architecture: string): void {
  const key = `${architecture}.rope.scaling.type`;
  const type = metadata.string(key) ?? 'linear';
  if (['none', 'linear', 'yarn', 'longrope'].includes(type)) return;
  throw invalid(`${key} is ${quoted(type)}; none, linear, yarn and longrope are known.`, {
    key,
    type,
  });
}

/** How embeddings of a text become one; an unknown way aborts when the first is asked for. */
function checkPooling(metadata: Metadata, architecture: string): void {
  const key = `${architecture}.pooling_type`;
  inRange(key, metadata.integer(key) ?? 0, 0, LAST_POOLING_TYPE);
}

/** ggml's normalisations assert an epsilon that is not negative, which NaN fails too. */
function checkEpsilons(metadata: Metadata, architecture: string): void {
  for (const name of ['layer_norm_rms_epsilon', 'layer_norm_epsilon', 'group_norm_epsilon']) {
    const key = `${architecture}.attention.${name}`;
    const value = metadata.number(key);
    if (value !== undefined) inRange(key, value, 0, 1);
  }
}
