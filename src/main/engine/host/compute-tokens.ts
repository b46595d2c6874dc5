import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { throwIfAborted } from './host-failure.ts';

/**
 * Computes tokens without choosing a next one, batch by batch.
 * @throws HostFailure aborted, after at most one batch
 */
export async function computeTokens(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  signal: AbortSignal,
): Promise<void> {
  const { batchSize } = sequence.context;
  for (let at = 0; at < tokens.length; at += batchSize) {
    throwIfAborted(signal);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one batch at a time, to hear an abort
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + batchSize));
  }
  throwIfAborted(signal);
}
