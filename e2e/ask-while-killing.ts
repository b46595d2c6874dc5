import type { Product } from './product.ts';
import { streamEvents } from './stream-events.ts';
import { killModel } from './tiny-model.ts';

interface Killing {
  /** More of the query than its text. */
  readonly body?: object;
  /** Models that die as soon as they have written something. */
  readonly doomed: (model: string) => boolean;
  readonly onKilled?: (model: string) => Promise<void>;
}

interface Told {
  readonly id: string;
  /** The models on which an answer was begun, in order. */
  readonly begun: readonly string[];
  /** The last event: the answer, or an error. */
  readonly last: Record<string, unknown>;
}

/** "local/name:f16" → "name", which is also the name of the file. */
const nameOf = (model: string): string => model.replace(/^local\/|:.*$/g, '');

/** Asks for a long answer and kills the process of whoever writes it, at its first words. */
export async function askWhileKilling(
  product: Product,
  { body, doomed, onKilled }: Killing,
): Promise<Told> {
  const response = await fetch(`${product.url}/query/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'cuenta', max_tokens: 1000, ...body }),
  });
  let id = '';
  const begun: string[] = [];
  let writing: string | null = null;
  let last: Record<string, unknown> = {};
  for await (const event of streamEvents(response)) {
    if (event['type'] === 'accepted') id = String(event['query_id']);
    if (event['type'] === 'started') {
      writing = String(event['model']);
      begun.push(writing);
    }
    if (event['type'] === 'token' && writing !== null && doomed(writing)) {
      const model = writing;
      writing = null; // More of its text may be on its way.
      if (!killModel(product, nameOf(model))) throw new Error(`${model} has no process`);
      await onKilled?.(model);
    }
    last = event;
  }
  return { id, begun, last };
}
