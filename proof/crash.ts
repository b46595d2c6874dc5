import { newHome, Product } from '../e2e/product.ts';
import { SeededRandom } from '../scripts/gguf/random.ts';

const ROUNDS = 20;
const CALLERS = 8;

/** What the clients know, outside the killed process: id → how often it ended, and how. */
type Ledger = Map<string, string>;

/** Asks until the server is gone; notes every id the server acknowledged. */
async function askUntilGone(product: Product, ledger: Ledger): Promise<void> {
  for (;;) {
    try {
      const { status, body } = await product.request('POST', '/queries', {
        body: { query: 'hola', max_tokens: 4 },
      });
      if (status === 202) ledger.set(String(Object(body).query_id), 'acknowledged');
    } catch {
      return;
    }
  }
}

async function settle(product: Product, ledger: Ledger): Promise<void> {
  for (const [id, known] of ledger) {
    if (known !== 'acknowledged') continue;
    const { status, body } = await product.request('GET', `/queries/${id}`);
    const state = status === 200 ? String(Object(body).state) : 'GONE';
    if (state !== 'queued' && state !== 'running') ledger.set(id, state);
  }
}

const pending = (ledger: Ledger): boolean => [...ledger.values()].includes('acknowledged');

/**
 * Kills the server under load again and again, at random moments, then lets it finish: every id it
 * acknowledged must have ended in one terminal state.
 */
export async function proveCrash(): Promise<void> {
  const home = newHome();
  const ledger: Ledger = new Map();
  const random = new SeededRandom(11);
  // The newest finished queries stay readable; the proof needs all of them.
  const settings = { MAX_BUFFER_SIZE: '1000000' };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const product = await Product.start(home.path, settings);
    const callers = Array.from({ length: CALLERS }, () => askUntilGone(product, ledger));
    await new Promise((resolve) => setTimeout(resolve, 20 + random.uniform() * 1500));
    await product.kill();
    await Promise.all(callers);
    process.stdout.write(`round ${round}: ${ledger.size} acknowledged so far\n`);
  }
  const product = await Product.start(home.path, settings);
  const end = Date.now() + 600_000;
  while (pending(ledger) && Date.now() < end) {
    await settle(product, ledger);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await product.stop();
  home.remove();
  const counts = Object.groupBy(ledger.values(), (state) => state);
  for (const [state, all = []] of Object.entries(counts)) {
    process.stdout.write(`${state}: ${all.length}\n`);
  }
  const lost = [...ledger.values()].filter((state) => state === 'GONE' || state === 'acknowledged');
  process.stdout.write(`${ROUNDS} kills, ${ledger.size} acknowledged, ${lost.length} lost\n`);
  if (lost.length > 0) process.exit(1);
}
