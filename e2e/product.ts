import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
  spawnSync,
} from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const ROOT = resolve(import.meta.dirname, '..');
const ENTRY = join(ROOT, 'out/main/headless.js');
const CLI = join(ROOT, 'out/main/vx11.js');

type Environment = Readonly<Record<string, string>>;

/** A home of its own in the temporary folder. */
export function newHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'vx11-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function environment(home: string, extra: Environment): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  // Several products compute side by side in the tests; threads that wait for each other's turn
  // on too few cores make every token many times slower.
  return { PATH, VX11_HOME: home, VX11_PORT: '0', VX11_THREADS: '1', ...extra };
}

/** `vx11 …` on a home; what it prints. */
export function vx11(home: string, ...args: readonly string[]): string {
  const options = { env: environment(home, {}), encoding: 'utf8' } as const;
  return execFileSync(process.execPath, [CLI, ...args], options).trim();
}

/** A command that is expected to fail; what it says. */
export function failVx11(home: string, ...args: readonly string[]): string {
  const options = { env: environment(home, {}), encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
  return status === 0 ? 'It did not fail.' : stderr;
}

export function adminToken(home: string): string {
  return vx11(home, 'token', 'create', '--scope', 'admin', '--module', 'madre');
}

export interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
}

/** Waits until a program has ended by itself. */
export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.resume();
  await once(child, 'close');
  return { code: child.exitCode, stderr };
}

/** Runs a start that is expected to fail. */
export async function failToStart(home: string, extra: Environment = {}): Promise<Outcome> {
  return outcomeOf(spawn(process.execPath, [ENTRY], { env: environment(home, extra) }));
}

/** The product as a user starts it, in a process of its own. */
export class Product {
  readonly url: string;
  readonly consoleUrl: string;
  readonly #child: ChildProcess;
  #said = '';

  private constructor(
    child: ChildProcess & { readonly stdout: Readable },
    url: string,
    consoleUrl: string,
  ) {
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
    this.url = url;
    this.consoleUrl = consoleUrl;
  }

  static async start(home: string, extra: Environment = {}): Promise<Product> {
    const child = spawn(process.execPath, [ENTRY], {
      env: environment(home, extra),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const found = /^Console: (http:\/\/[^/]+)(\/\S+)$/.exec(line);
      if (found?.[1] === undefined || found[2] === undefined) continue;
      return new Product(child, found[1], found[1] + found[2]);
    }
    throw new Error('The product ended before it was ready.');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it printed since it was ready. */
  get said(): string {
    return this.#said;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with the exit code when its end was read, too. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  /** SIGKILL: no handler runs. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** As `systemd stop` or Ctrl-C would; the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  /** A JSON request to this product. */
  request(method: string, path: string, options: RequestOptions = {}): Promise<JsonResponse> {
    return requestJson(this.url, method, path, options);
  }
}

export interface RequestOptions {
  readonly body?: unknown;
  /** Sent as a bearer. */
  readonly token?: string;
  readonly headers?: Environment;
}

export interface JsonResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export async function requestJson(
  url: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<JsonResponse> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}
