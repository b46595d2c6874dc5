import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminToken, type JsonResponse, newHome, Product } from '../../e2e/product.ts';
import { generateGguf } from '../../scripts/gguf/generate.ts';
import { tinyCycle } from '../../scripts/gguf/presets.ts';
import type { SeededRandom } from '../../scripts/gguf/random.ts';
import { isTerminal } from '../ledger.ts';
import { Callers, repeatUnanswered } from './callers.ts';
import { faultsAfterRestart, faultsAtDeath } from './judge.ts';
import type { Kind } from './kinds.ts';
import { type Claim, Ledger } from './ledger.ts';
import { type Death, OnRecord, readDeath } from './on-record.ts';
import { type Plant, plant } from './plant.ts';

/** The newest finished queries stay readable; the proof needs all of them. */
const ENVIRONMENT = { MAX_BUFFER_SIZE: '1000000' };
const SETTLE_MS = 120_000;
const LOOK_MS = 10;

/** Kills of one kind, one after the other on one home. */
export class Rounds {
  readonly ledger = new Ledger();
  readonly faults: string[] = [];
  kills = 0;
  /** Of the kills, those that met the moment meant. */
  landed = 0;
  /** Requests without an answer at a death that were on record all the same, and that were not. */
  readonly unanswered = { committed: 0, vanished: 0 };
  readonly #home = newHome();
  readonly #kind: Kind;
  readonly #random: SeededRandom;
  #token = '';
  #model = '';

  constructor(kind: Kind, random: SeededRandom) {
    this.#kind = kind;
    this.#random = random;
  }

  /** @param planted what is put into the files after the last kill, for the checks to find */
  async run(count: number, planted?: Plant): Promise<void> {
    let product = await this.#prepare();
    try {
      for (let round = 1; round <= count; round += 1) {
        await this.#dieOnce(product);
        if (planted !== undefined && round === count)
          plant(this.#home.path, planted, this.#known());
        product = await Product.start(this.#home.path, ENVIRONMENT);
        await this.#settle(product);
        this.#compare();
      }
      await this.#compareAnswers(product);
      const code = await product.stop();
      if (code !== 0) this.faults.push(`the product ended with ${code}`);
    } finally {
      await product.kill();
      this.#home.remove();
    }
  }

  /** The database, whose content decides, is looked at before the next start can mend it. */
  async #dieOnce(product: Product): Promise<void> {
    const { ledger } = this;
    const random = this.#random;
    const callers = new Callers(product, { ledger, random, model: this.#model });
    const landed = await this.#kind.aim({
      product,
      home: this.#home.path,
      environment: ENVIRONMENT,
      ledger,
      callers,
      random,
      token: this.#token,
      settle: () => this.#settle(product),
      kill: () => product.signal('SIGKILL'),
    });
    await product.kill();
    await callers.stop();
    const death = readDeath(this.#home.path);
    this.kills += 1;
    if (landed(death)) this.landed += 1;
    this.#countUnanswered(death);
    this.faults.push(...faultsAtDeath(ledger, death.rows));
  }

  #countUnanswered({ rows }: Death): void {
    const keys = new Set([...rows.values()].map(({ key }) => key));
    for (const key of this.ledger.unanswered.keys()) {
      this.unanswered[keys.has(key) ? 'committed' : 'vanished'] += 1;
    }
  }

  /** A home with a model that never ends by itself. */
  async #prepare(): Promise<Product> {
    const { path: home } = this.#home;
    writeFileSync(join(home, 'config.json'), JSON.stringify(this.#kind.config));
    const product = await Product.start(home, ENVIRONMENT);
    this.#token = adminToken(home);
    const path = join(home, 'endless.gguf');
    await generateGguf(path, tinyCycle('uno dos tres cuatro cinco', { loop: true }));
    const options = { body: { path, name: 'endless' }, token: this.#token };
    const { status, body } = await product.request('POST', '/models/import', options);
    if (status !== 201) throw new Error(`the import was answered with ${status}`);
    this.#model = String(Object(body).model.id);
    return product;
  }

  /** Waits until all has ended, also what nobody was told of, and notes the ends the API tells. */
  async #settle(product: Product): Promise<void> {
    const end = Date.now() + SETTLE_MS;
    await repeatUnanswered(product, this.ledger);
    for (const claim of this.ledger.open()) {
      while (!(await this.#ended(product, claim)) && Date.now() < end) await pause(LOOK_MS);
    }
    const record = new OnRecord(this.#home.path);
    while (record.unfinished > 0 && Date.now() < end) await pause(LOOK_MS);
    record.close();
  }

  async #ended(product: Product, claim: Claim): Promise<boolean> {
    const { status, body } = await this.#read(product, claim.id);
    const { state, finished_at } = Object(body);
    if (status === 200 && !isTerminal(state)) return false;
    claim.final =
      status === 200
        ? { state: String(state), finished_at: Date.parse(String(finished_at)) }
        : { state: 'gone', finished_at: 0 };
    return true;
  }

  /** As an administrator: not every query belongs to the anonymous. */
  #read(product: Product, id: string): Promise<JsonResponse> {
    return product.request('GET', `/queries/${id}`, { token: this.#token });
  }

  #compare(): void {
    const record = new OnRecord(this.#home.path);
    this.faults.push(...faultsAfterRestart(this.ledger, record.rows), ...record.damage);
    record.close();
  }

  /** The API must still say of each what it said of it first. */
  async #compareAnswers(product: Product): Promise<void> {
    for (const { id, final, mayBeForgotten } of this.ledger.claims.values()) {
      const { status, body } = await this.#read(product, id);
      if (status === 404 && mayBeForgotten) continue;
      const state = status === 200 ? String(Object(body).state) : `gone (${status})`;
      if (state !== final?.state) this.faults.push(`${id} was ${final?.state}, now it is ${state}`);
    }
  }

  /** One whose end the API has told. */
  #known(): string {
    const found = [...this.ledger.claims.values()].find(
      ({ final }) => final?.state === 'succeeded',
    );
    if (found === undefined) throw new Error('nothing has succeeded yet: more rounds are needed');
    return found.id;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
