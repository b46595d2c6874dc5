/** A chat completion as a client sees it, over the OpenAI protocol that both servers speak. */

export interface ChatRequest {
  readonly url: string;
  readonly model: string;
  readonly token?: string | undefined;
  readonly system?: string | undefined;
  readonly user: string;
  readonly maxTokens: number;
}

export interface ChatTimes {
  /** From sending to the first text, in ms. */
  readonly firstMs: number;
  /** From the first to the last text, in ms. */
  readonly writingMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** When the first and last text came, on the clock of `performance.now()`. */
  readonly from: number;
  readonly to: number;
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

function body({ model, system, user, maxTokens }: ChatRequest): string {
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content: user },
  ];
  return JSON.stringify({
    model,
    messages,
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.8,
    seed: 7,
    // llama-server's own; random weights may choose the end at any token.
    ignore_eos: true,
  });
}

async function* events(response: Response): AsyncGenerator<Chunk, void, void> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of response.body ?? []) {
    pending += decoder.decode(bytes, { stream: true });
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: {')) yield JSON.parse(line.slice('data: '.length));
    }
  }
}

/** @throws Error when the server refuses or writes nothing */
export async function chat(request: ChatRequest): Promise<ChatTimes> {
  const sent = performance.now();
  const response = await fetch(`${request.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // llama-server closes the socket after a streamed answer without saying so before.
      connection: 'close',
      ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }),
    },
    body: body(request),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  let from = 0;
  let to = 0;
  let usage: Chunk['usage'];
  for await (const chunk of events(response)) {
    usage = chunk.usage ?? usage;
    if ((chunk.choices?.[0]?.delta?.content ?? '') === '') continue;
    to = performance.now();
    if (from === 0) from = to;
  }
  if (from === 0 || usage == null) throw new Error('nothing was written');
  return {
    firstMs: from - sent,
    writingMs: to - from,
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    from,
    to,
  };
}
