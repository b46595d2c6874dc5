import type { Product } from '../e2e/product.ts';

const TERMINAL: ReadonlySet<string> = new Set([
  'succeeded',
  'failed',
  'cancelled',
  'evicted',
  'expired',
]);
/** Between two looks at what is not finished. */
const LOOK_MS = 250;

interface Entry {
  /** How its caller saw it end, each time. */
  readonly ends: ('answer' | 'error')[];
  /** What the product said of it at the end, and why it failed. */
  state: string;
  code: string | null;
}

/** What the callers know of their queries, outside the product that is being broken. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  acknowledged(id: string): void {
    if (!this.#entries.has(id))
      this.#entries.set(id, { ends: [], state: 'acknowledged', code: null });
  }

  ended(id: string, how: 'answer' | 'error'): void {
    this.acknowledged(id);
    this.#entries.get(id)?.ends.push(how);
  }

  /** Asks for the state of each until all are terminal, or the time is over. */
  async settle(product: Product, limitMs: number): Promise<void> {
    const end = Date.now() + limitMs;
    for (const [id, entry] of this.#entries) {
      for (;;) {
        Object.assign(entry, await recordOf(product, id));
        if (TERMINAL.has(entry.state) || entry.state === 'GONE' || Date.now() > end) break;
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    }
  }

  /** Queries whose end is missing, double, different for caller and product, or that moved again. */
  async faults(product: Product): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const [id, { ends, state }] of this.#entries) {
      const { state: again } = await recordOf(product, id);
      if (!TERMINAL.has(state)) faults.push(`query ${id} is ${state}`);
      else if (again !== state) faults.push(`query ${id} was ${state} and is ${again}`);
      if (ends.length > 1) faults.push(`query ${id} ended ${ends.length} times for its caller`);
      const [seen] = ends;
      if (seen !== undefined && (seen === 'answer') !== (state === 'succeeded')) {
        faults.push(`query ${id} is ${state}, but its caller got an ${seen}`);
      }
    }
    return faults;
  }

  /** How many ended how, the failed by code. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { state, code } of this.#entries.values()) {
      const how = code === null ? state : `${state} ${code}`;
      counts[how] = (counts[how] ?? 0) + 1;
    }
    return counts;
  }
}

async function recordOf(
  product: Product,
  id: string,
): Promise<{ state: string; code: string | null }> {
  const { status, body } = await product.request('GET', `/queries/${id}`);
  const { state, error } = Object(body);
  if (status !== 200) return { state: 'GONE', code: null };
  return { state: String(state), code: error === null ? null : String(Object(error).code) };
}

export const isTerminal = (state: unknown): boolean => TERMINAL.has(String(state));
