import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { commonLength } from './choose-slot.ts';
import { computeTokens } from './compute-tokens.ts';
import { detailOf } from './host-failure.ts';
import type { Lockstep } from './lockstep.ts';
import type { PrefixShelf } from './prefix-shelf.ts';

export interface Reuse {
  readonly sequence: LlamaContextSequence;
  readonly lockstep: Lockstep;
  /** Null where there is no folder for it. */
  readonly shelf: PrefixShelf | null;
}

/**
 * Leaves in a slot just what it holds of a prompt's beginning, or puts in what is kept of it when
 * that is more. At least the last token is left to compute.
 * @returns how many tokens need not be computed
 */
export async function adaptSlot(reuse: Reuse, prompt: readonly Token[]): Promise<number> {
  const { sequence, lockstep, shelf } = reuse;
  const before = sequence.contextTokens.length;
  const wanted = prompt.slice(0, -1);
  // Both need the context to themselves, and only one wait for it.
  await lockstep.between(async () => {
    if (await takeFromShelf(reuse, prompt)) return;
    await sequence.adaptStateToTokens(wanted, false);
    if (shelf?.wants(sequence.contextTokens, before) === true) await putOnShelf(reuse);
  });
  return sequence.nextTokenIndex;
}

/**
 * Computes instructions that came before but are kept nowhere, and keeps them.
 * @throws HostFailure aborted
 */
export async function learnInstructions(
  reuse: Reuse & { readonly signal: AbortSignal },
  instructions: readonly Token[],
): Promise<void> {
  const { sequence, shelf, signal } = reuse;
  const known = sequence.nextTokenIndex;
  if (known >= instructions.length || shelf?.recognises(instructions) !== true) return;
  await computeTokens(sequence, instructions.slice(known), signal);
  await reuse.lockstep.between(() => putOnShelf(reuse));
}

async function takeFromShelf({ sequence, shelf }: Reuse, prompt: readonly Token[]) {
  const kept = shelf?.find(prompt, commonLength(sequence.contextTokens, prompt));
  if (kept === undefined) return false;
  // First, because the library forgets what the slot holds before it knows whether it can read.
  await sequence.clearHistory();
  try {
    await sequence.loadStateFromFile(kept.path, { acceptRisk: true });
    return true;
  } catch (caught) {
    // Damaged or of another context: it is computed as if it had never been kept.
    process.stderr.write(`a kept prefix cannot be read: ${detailOf(caught)}\n`);
    shelf?.forget(kept);
    return false;
  }
}

/** Keeps what the slot holds. */
async function putOnShelf({ sequence, shelf }: Reuse): Promise<void> {
  if (shelf === null) return;
  const prefix = { tokens: sequence.contextTokens, path: shelf.place() };
  try {
    await sequence.saveStateToFile(prefix.path);
    shelf.add(prefix);
  } catch (caught) {
    process.stderr.write(`a prefix cannot be kept: ${detailOf(caught)}\n`); // A full disk.
    shelf.forget(prefix);
  }
}
