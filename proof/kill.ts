import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminToken, newHome, Product } from '../e2e/product.ts';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { SeededRandom } from '../scripts/gguf/random.ts';
import {
  descendantsOf,
  isThere,
  isZombie,
  modelProcessesOf,
  modelsMappedBy,
  type Seen,
  seen,
} from './child-processes.ts';
import { Callers } from './kill-callers.ts';
import { Ledger } from './ledger.ts';
import { proveStalledReader } from './stalled-reader.ts';

export interface KillOptions {
  readonly seed?: number;
  readonly count?: number;
}

/** One of so many victims stands still for a while before, as a process that is swapped out does. */
const STOPPED_ONE_OF = 5;
/**
 * The breaker pauses a model for 1, 2, 4 and 8 s and then sets it aside; an import of the same file
 * lifts that. Every few kills, so that pauses are met too, and there is always something to kill.
 */
const KILLS_BETWEEN_IMPORTS = 6;
/** More than fit in memory at once (`max_active_models`), so that models also come and go. */
const MODELS = ['uno', 'dos', 'tres'];
const LONGEST_PAUSE_MS = 1500;
/** How long a moment is waited for before the kill happens at whatever moment it is. */
const AIM_MS = 10_000;
/** By chance alone, nearly all would be loads: they take longest, and every kill brings a new one. */
const AIMS = [
  null,
  'starting',
  'loading',
  'prompt',
  'generation',
  'generation',
  'unloading',
] as const;
const SETTLE_MS = 300_000;
const GONE_MS = 15_000;

/** Starting: no model in it yet; the pool also keeps such a process for the next load. */
type Phase = 'starting' | 'loading' | 'prompt' | 'generation' | 'idle' | 'unloading';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills models' processes under load at random moments: every query must still end, and once. */
export async function proveKill({ seed = 5, count = 100 }: KillOptions = {}): Promise<void> {
  const home = newHome();
  writeFileSync(join(home.path, 'config.json'), '{"rotation_policy": {"max_active_models": 2}}');
  // The newest finished queries stay readable; the proof needs all of them.
  const product = await Product.start(home.path, { MAX_BUFFER_SIZE: '1000000' });
  const round = new Round(product, home.path, new SeededRandom(seed));
  await round.writeModels();
  round.callers.start();
  for (let kill = 1; kill <= count; kill += 1) {
    await round.killOne();
    if (kill % KILLS_BETWEEN_IMPORTS === 0) await round.importAll();
    if (kill % 20 === 0) say(`${kill} kills, ${round.ledger.size} queries acknowledged so far`);
  }
  const faults = [...(await round.callers.stop()), ...(await round.faultsAtTheEnd())];
  home.remove();
  round.tell();
  faults.push(...(await proveStalledReader()));
  for (const fault of faults) say(`FAILED: ${fault}`);
  if (faults.length > 0) process.exit(1);
}

class Round {
  readonly ledger = new Ledger();
  readonly callers: Callers;
  readonly #product: Product;
  readonly #home: string;
  readonly #random: SeededRandom;
  readonly #token: string;
  readonly #phases: Record<Phase, number> = {
    starting: 0,
    loading: 0,
    prompt: 0,
    generation: 0,
    idle: 0,
    unloading: 0,
  };
  readonly #seen: Seen[] = [];
  #stopped = 0;

  constructor(product: Product, home: string, random: SeededRandom) {
    this.#product = product;
    this.#home = home;
    this.#random = random;
    this.#token = adminToken(home);
    this.callers = new Callers(product, this.ledger, MODELS.map(idOf));
  }

  async writeModels(): Promise<void> {
    for (const name of MODELS) {
      await generateGguf(this.#pathOf(name), {
        ...tinyCycle(`${name} y otra vez`, { loop: true }),
        tensor_type: 'Q8_0',
        embedding_length: 256,
        block_count: 6,
        head_count: 4,
        head_count_kv: 4,
        feed_forward_length: 1024,
      });
    }
    await this.importAll();
  }

  /** The file is used where it lies: the name in a process's memory map tells which model it is. */
  async importAll(): Promise<void> {
    for (const name of MODELS) {
      const body = { path: this.#pathOf(name), name, mode: 'link' };
      const options = { body, token: this.#token };
      const { status } = await this.#product.request('POST', '/models/import', options);
      if (status !== 201) throw new Error(`the import was answered with ${status}`);
    }
  }

  async killOne(): Promise<void> {
    await pause(this.#random.uniform() * LONGEST_PAUSE_MS);
    const { pid, phase } = await this.#victim(this.#random.pick(AIMS));
    for (const one of [pid, ...descendantsOf(pid)]) {
      const process = seen(one);
      if (process !== null) this.#seen.push(process);
    }
    this.#phases[phase] += 1;
    if (this.#random.below(STOPPED_ONE_OF) === 0 && signal(pid, 'SIGSTOP')) {
      this.#stopped += 1;
      await pause(200 + this.#random.uniform() * 2000);
    }
    signal(pid, 'SIGKILL');
  }

  /** Waits a while for a process in the phase aimed at, then takes any. */
  async #victim(aim: Phase | null): Promise<{ pid: number; phase: Phase }> {
    let end = Date.now() + AIM_MS;
    for (;;) {
      const there = await this.#processes();
      const aimed = there.filter(({ phase }) => phase === aim);
      if (aimed.length > 0) return this.#random.pick(aimed);
      if (there.length > 0 && (aim === null || Date.now() > end)) return this.#random.pick(there);
      if (Date.now() > end) {
        await this.importAll(); // All are set aside: nothing would ever be loaded.
        end = Date.now() + AIM_MS;
      }
      await pause(5);
    }
  }

  async #processes(): Promise<readonly { pid: number; phase: Phase }[]> {
    const { body } = await this.#product.request('GET', '/status');
    const models: readonly unknown[] = Object(body).models;
    const pids = modelProcessesOf(this.#product.pid).filter((pid) => !isZombie(pid));
    return pids.map((pid) => {
      const [name] = modelsMappedBy(pid);
      if (name === undefined) return { pid, phase: 'starting' };
      const model = models.map(Object).find((one) => one.name === idOf(name));
      return { pid, phase: this.#phaseOf(idOf(name), model) };
    });
  }

  #phaseOf(id: string, model: { residency?: string; running?: number } = {}): Phase {
    if (model.residency === 'loading') return 'loading';
    if (model.residency !== 'resident') return 'unloading';
    if (model.running === 0) return 'idle';
    return this.callers.isReadingPrompt(id) ? 'prompt' : 'generation';
  }

  async faultsAtTheEnd(): Promise<readonly string[]> {
    await this.importAll();
    await this.ledger.settle(this.#product, SETTLE_MS);
    const faults = [...(await this.ledger.faults(this.#product))];
    const fresh = { query: 'hola', model_preference: idOf('uno'), max_tokens: 5 };
    const { status } = await this.#product.request('POST', '/query', { body: fresh });
    if (status !== 200) faults.push(`a fresh query was answered with ${status}`);
    const zombies = descendantsOf(this.#product.pid).filter(isZombie);
    if (zombies.length > 0) faults.push(`zombies: ${zombies.join(', ')}`);
    for (const pid of descendantsOf(this.#product.pid)) {
      const process = seen(pid);
      if (process !== null) this.#seen.push(process);
    }
    const code = await this.#product.stop();
    if (code !== 0) faults.push(`the product ended with ${code}`);
    const end = Date.now() + GONE_MS;
    while (this.#seen.some(isThere) && Date.now() < end) await pause(100);
    const left = this.#seen.filter(isThere).map(({ pid }) => pid);
    if (left.length > 0) faults.push(`processes left: ${left.join(', ')}`);
    return faults;
  }

  tell(): void {
    say(`killed while: ${JSON.stringify(this.#phases)}; ${this.#stopped} of them stopped before`);
    say(`${this.ledger.size} queries acknowledged: ${JSON.stringify(this.ledger.counts())}`);
    say(`refused before that: ${JSON.stringify(this.callers.refused)}`);
    say(
      `processes watched: ${this.#seen.length}, left at the end: ${this.#seen.filter(isThere).length}`,
    );
  }

  #pathOf(name: string): string {
    return join(this.#home, `${name}.gguf`);
  }
}

const idOf = (name: string): string => `local/${name}:q8_0`;

/** false: it had ended by itself. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
