import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { modelProcessesOf } from '../../proof/child-processes.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(ROOT, 'out/main/headless.js');
const CLI = join(ROOT, 'out/main/vx11.js');
const PROBE = join(import.meta.dirname, 'loop-probe.mjs');
const POLL_MS = 2;

/** A server that answers for one model. */
export interface Server {
  readonly url: string;
  readonly token?: string;
  stop(): Promise<void>;
}

/** llama-server from LLAMA_SERVER or the PATH; undefined when there is none. */
export function findLlamaServer(): string | undefined {
  const given = process.env['LLAMA_SERVER'];
  if (given !== undefined) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'llama-server')).find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok === true) return;
    await delay(POLL_MS);
  }
}

export interface PeerOptions {
  readonly program: string;
  readonly file: string;
  readonly threads: number;
}

/** llama-server with one model: as many places and as much context each as VX11 Control has. */
export async function startPeer(options: PeerOptions): Promise<Server & { readonly pid: number }> {
  const port = await freePort();
  const threads = String(options.threads);
  const flags = ['--port', String(port), '-m', options.file, '-t', threads, '-tb', threads];
  const places = ['-np', '4', '-c', String(4 * 4096), '--no-webui'];
  const child = spawn(options.program, [...flags, ...places], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/health`);
  return { url, pid: child.pid ?? 0, stop: () => end(child) };
}

/** The built product on a home of its own. */
export class Product implements Server {
  readonly url: string;
  readonly token: string;
  readonly #child: ChildProcess;
  readonly #home: string;

  private constructor(child: ChildProcess, url: string, home: string) {
    this.#child = child;
    this.url = url;
    this.#home = home;
    const options = {
      env: { PATH: process.env['PATH'], VX11_HOME: home },
      encoding: 'utf8',
    } as const;
    const made = ['token', 'create', '--scope', 'admin', '--module', 'madre'];
    this.token = execFileSync(process.execPath, [CLI, ...made], options).trim();
  }

  static async start(threads: number, settings: object = {}): Promise<Product> {
    const home = mkdtempSync(join(tmpdir(), 'vx11-bench-'));
    writeFileSync(join(home, 'config.json'), JSON.stringify(settings));
    const child = spawn(process.execPath, ['--import', PROBE, ENTRY], {
      env: {
        PATH: process.env['PATH'],
        VX11_HOME: home,
        VX11_PORT: '0',
        VX11_THREADS: String(threads),
        VX11_LOOP_PROBE: join(home, 'loop.json'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /answers at (http:\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      child.stdout.resume();
      return new Product(child, url, home);
    }
    throw new Error('The product ended before it was ready.');
  }

  /** Uses the file where it is; its id. */
  async link(file: string, name: string): Promise<string> {
    const response = await fetch(`${this.url}/models/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ path: file, mode: 'link', name }),
    });
    return Object(await response.json()).model.id;
  }

  /** Processes of models, by what the system says of their parents. */
  get children(): readonly number[] {
    return modelProcessesOf(this.#child.pid ?? 0);
  }

  /** Delays of the main process's event loop since the last call, in ms. */
  async loopDelays(): Promise<{
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  }> {
    const file = join(this.#home, 'loop.json');
    rmSync(file, { force: true });
    this.#child.kill('SIGUSR2');
    while (!existsSync(file)) await delay(POLL_MS);
    return JSON.parse(readFileSync(file, 'utf8'));
  }

  async stop(): Promise<void> {
    await end(this.#child);
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** What only this process holds, and all it has mapped, in MB. */
export function memoryOf(pid: number): { readonly resident: number; readonly anonymous: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1000;
  return { resident: of('VmRSS'), anonymous: of('RssAnon') };
}
