import { randomInt } from 'node:crypto';
import type { LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { GenerationRequest } from '../../../shared/domain/generation.ts';
import type { FinishReason } from '../../../shared/domain/query.ts';
import { adaptSlot, learnInstructions } from './adapt-slot.ts';
import { computeTokens } from './compute-tokens.ts';
import type { Draft } from './draft.ts';
import { throwIfAborted } from './host-failure.ts';
import type { Lockstep } from './lockstep.ts';
import type { PrefixShelf } from './prefix-shelf.ts';
import type { TokenizedPrompt } from './prompt-tokens.ts';
import type { Slot } from './slot-pool.ts';
import { StopScanner } from './stop-scanner.ts';

export interface Written {
  readonly finish_reason: FinishReason;
  /** Tokens the model chose, the mark that ends the answer included, as llama-server counts. */
  readonly completion_tokens: number;
  /** Of the prompt, how many had been computed before. */
  readonly cached_tokens: number;
}

/** Where and how an answer is written. */
export interface Desk {
  readonly model: LlamaModel;
  readonly slot: Slot;
  readonly lockstep: Lockstep;
  readonly shelf: PrefixShelf | null;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

/**
 * Writes one answer in a slot. It drives the sequence itself instead of the library's completion
 * class, because that one cuts a prompt over 90 % of the context without a word, loses text that
 * might have been a stop string when the tokens run out, notices an abort only after the whole
 * prompt, and puts a second beginning-of-text mark before a chat.
 *
 * @param prompt shorter than the context
 * @param draft what there is of the answer; it grows with each token
 * @throws HostFailure aborted, within one token or one batch of the prompt
 */
export async function writeAnswer(
  desk: Desk,
  prompt: TokenizedPrompt,
  draft: Draft,
  request: GenerationRequest,
): Promise<Written> {
  const { model, slot, onText } = desk;
  const { tokens: written, text } = draft;
  const limit = Math.min(request.max_tokens, slot.sequence.contextSize - prompt.tokens.length);
  const scanner = new StopScanner([...request.stop, ...prompt.stopTexts]);
  // What might have been the beginning of a stop string was held back, so none begins before this.
  onText(scanner.push(draft.unseen));
  // Tokenised anew, an answer can have more tokens than it had.
  if (written.length >= limit) {
    return { finish_reason: 'length', completion_tokens: limit, cached_tokens: 0 };
  }
  const tokens = [...prompt.tokens, ...written];
  const reuse = { ...desk, sequence: slot.sequence };
  const cached_tokens = Math.min(await adaptSlot(reuse, tokens), prompt.tokens.length);
  await learnInstructions(reuse, tokens.slice(0, prompt.instructions));
  const rest = tokens.slice(slot.sequence.nextTokenIndex);
  for await (const token of tokensInStep(desk, rest, sampling(request))) {
    const completion_tokens = written.push(token);
    const ended = model.isEogToken(token) || prompt.stopTokens.has(token);
    onText(scanner.push(ended ? text.end() : text.push(token)));
    if (scanner.stopped) return { finish_reason: 'stop', completion_tokens, cached_tokens };
    if (!ended && completion_tokens < limit) continue;
    onText(scanner.push(ended ? '' : text.end()) + scanner.end());
    return { finish_reason: ended ? 'stop' : 'length', completion_tokens, cached_tokens };
  }
  throw new Error('the engine stopped giving tokens');
}

/**
 * The tokens of an answer, each asked for together with those of the other answers.
 * @param rest of the prompt, from where the slot's knowledge of it ends
 */
async function* tokensInStep(
  desk: Desk,
  rest: readonly Token[],
  options: SequenceEvaluateOptions,
): AsyncGenerator<Token, void> {
  const { slot, lockstep, signal } = desk;
  // The last part gives the first token of the answer.
  const part = Math.floor((rest.length - 1) / slot.sequence.context.batchSize);
  const last = rest.slice(part * slot.sequence.context.batchSize);
  await computeTokens(slot.sequence, rest.slice(0, rest.length - last.length), signal);
  let joined = false;
  try {
    for await (const token of slot.sequence.evaluate(last, options)) {
      throwIfAborted(signal);
      if (!joined) lockstep.join();
      joined = true;
      yield token;
      await lockstep.step(slot.place);
    }
  } finally {
    if (joined) lockstep.leave();
  }
}

function sampling(request: GenerationRequest): SequenceEvaluateOptions {
  return {
    temperature: request.temperature,
    topP: request.top_p,
    // Without one the library takes the time in seconds, anew for each token.
    seed: request.seed ?? randomInt(0xffff_ffff),
    yieldEogToken: true,
  };
}
