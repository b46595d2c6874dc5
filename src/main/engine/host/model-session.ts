import type { LlamaContext, LlamaModel } from 'node-llama-cpp';
import type { GenerationRequest } from '../../../shared/domain/generation.ts';
import type { FromHost } from '../protocol.ts';
import { Beat } from './beat.ts';
import type { ChatTemplate } from './chat-template.ts';
import { type Draft, draftOf } from './draft.ts';
import { detailOf, HostFailure, toHostFailure } from './host-failure.ts';
import type { LoadedModel } from './load-model.ts';
import { Lockstep } from './lockstep.ts';
import type { PrefixShelf } from './prefix-shelf.ts';
import { type TokenizedPrompt, tokenizePrompt } from './prompt-tokens.ts';
import { SlotPool } from './slot-pool.ts';
import { TextOutbox } from './text-outbox.ts';
import { type Desk, type Written, writeAnswer } from './write-answer.ts';

type Send = (message: FromHost) => void;

interface Work {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** A loaded model at work: several answers at once, each under the engine's id. */
export class ModelSession {
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  readonly #template: ChatTemplate;
  readonly #slots: SlotPool;
  readonly #shelf: PrefixShelf | null;
  readonly #lockstep = new Lockstep();
  readonly #beat = new Beat();
  readonly #send: Send;
  readonly #work = new Map<number, Work>();

  constructor({ model, context, template }: LoadedModel, shelf: PrefixShelf | null, send: Send) {
    this.#model = model;
    this.#context = context;
    this.#template = template;
    this.#slots = new SlotPool(context);
    this.#shelf = shelf;
    this.#send = send;
  }

  generate(id: number, request: GenerationRequest): void {
    const abort = new AbortController();
    const done = this.#answer(id, request, abort.signal).finally(() => this.#work.delete(id));
    this.#work.set(id, { abort, done });
  }

  abort(id: number): void {
    this.#work.get(id)?.abort.abort();
  }

  /** Disposing a model that is generating ends the process: abort, wait, then dispose. */
  async dispose(): Promise<void> {
    const work = [...this.#work.values()];
    for (const { abort } of work) abort.abort();
    await Promise.all(work.map(({ done }) => done));
    await this.#context.dispose();
    await this.#model.dispose();
  }

  /** Ends with exactly one `finished` or `failed`; never rejects. */
  async #answer(id: number, request: GenerationRequest, signal: AbortSignal): Promise<void> {
    const started = performance.now();
    let first_token_ms: number | undefined;
    const outbox = new TextOutbox((text) => {
      first_token_ms ??= performance.now() - started;
      this.#send({ type: 'text', id, text });
    }, this.#beat);
    let draft: Draft | undefined;
    try {
      const prompt = this.#fitted(request);
      draft = draftOf(this.#model, prompt, request.continue_from);
      const onText = (text: string): void => outbox.append(text);
      const written = await this.#write(prompt, draft, request, { signal, onText });
      outbox.flush();
      const total_ms = performance.now() - started;
      const prompt_tokens = prompt.tokens.length;
      first_token_ms ??= total_ms;
      this.#send({ type: 'finished', id, ...written, prompt_tokens, first_token_ms, total_ms });
    } catch (caught) {
      outbox.drop();
      const { code, message, data, cause } = toHostFailure(caught);
      const detail = detailOf(cause ?? message);
      const tokens = draft?.tokens ?? [];
      this.#send({ type: 'failed', id, code, message, data, detail, tokens });
    }
  }

  /** @throws HostFailure PROMPT_TOO_LONG when there is no room for even one token of an answer */
  #fitted(request: GenerationRequest): TokenizedPrompt {
    const prompt = tokenizePrompt(this.#model, this.#template, request.prompt);
    const prompt_tokens = prompt.tokens.length;
    const context_length = this.#context.contextSize;
    if (prompt_tokens === 0) {
      throw new HostFailure('GENERATION_FAILED', 'The prompt is empty. Write something.');
    }
    if (prompt_tokens < context_length) return prompt;
    throw new HostFailure(
      'PROMPT_TOO_LONG',
      `The prompt has ${prompt_tokens} tokens and the model's context holds ${context_length}, answer included. Shorten it, or choose a model with a longer context.`,
      { prompt_tokens, context_length },
    );
  }

  async #write(
    prompt: TokenizedPrompt,
    draft: Draft,
    request: GenerationRequest,
    reader: Pick<Desk, 'signal' | 'onText'>,
  ): Promise<Written> {
    const slot = await this.#slots.take([...prompt.tokens, ...draft.tokens], reader.signal);
    try {
      const desk = { model: this.#model, slot, lockstep: this.#lockstep, shelf: this.#shelf };
      return await writeAnswer({ ...desk, ...reader }, prompt, draft, request);
    } finally {
      this.#slots.release(slot);
    }
  }
}
