import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const RUN = resolve(import.meta.dirname, '../tools/test-hub/run.ts');

const ledgerSchema = z.object({
  bytes_by_file: z.record(z.string(), z.number()),
  requests: z.array(
    z.object({ origin: z.string(), headers: z.record(z.string(), z.string()), ended: z.string() }),
  ),
});

/** The test hub in a process of its own, as the product meets Hugging Face. */
export class HubProcess {
  readonly endpoint: string;
  readonly token: string;
  readonly #child: ChildProcess;
  readonly #control: string;

  private constructor(child: ChildProcess, said: ReadonlyMap<string, string>) {
    this.#child = child;
    this.endpoint = said.get('HF_ENDPOINT') ?? '';
    this.#control = said.get('TEST_HUB_CONTROL') ?? '';
    this.token = said.get('TOKEN_GRANTED') ?? '';
  }

  static async start(): Promise<HubProcess> {
    const child = spawn(process.execPath, [RUN], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = new Map<string, string>();
    for await (const line of createInterface({ input: child.stdout })) {
      const [name = '', value = ''] = line.split('=');
      said.set(name, value);
      if (name === 'TOKEN_GRANTED') return new HubProcess(child, said);
    }
    throw new Error('The test hub ended before it was ready.');
  }

  /** A command of the hub's control door. */
  async command(path: string, body: object = {}): Promise<void> {
    const response = await fetch(this.#control + path, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The hub refuses ${path}: ${await response.text()}`);
  }

  async ledger(): Promise<z.infer<typeof ledgerSchema>> {
    return ledgerSchema.parse(await (await fetch(`${this.#control}/ledger`)).json());
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
