import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { TestHub } from '../../tools/test-hub/test-hub.ts';
import { TOKENS } from '../../tools/test-hub/tokens.ts';
import type { contract } from '../shared/contract/index.ts';
import { type Core, compose } from './compose.ts';
import { openKeyring } from './core/access/keyring.ts';
import { SealedBox } from './core/access/sealed-box.ts';
import { startNodeProcesses } from './core/children/node-processes.ts';
import { noSandbox, skipped } from './core/children/real-sandbox.test-support.ts';
import { openHermesDB } from './hermesdb/hermesdb.ts';

const homes: string[] = [];
const cores: Core[] = [];

afterEach(async () => {
  for (const core of cores.splice(0)) await core.close();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true });
});

function newHome(config: object = {}): string {
  const home = mkdtempSync(join(tmpdir(), 'vx11-compose-'));
  homes.push(home);
  writeFileSync(join(home, 'config.json'), JSON.stringify(config));
  return home;
}

async function start(home: string, environment: Record<string, string> = {}): Promise<Core> {
  const core = await compose({
    processes: startNodeProcesses,
    hostModule: join(import.meta.dirname, 'engine/host/main.ts'),
    consoleRoot: join(home, 'no-console'),
    resources: resolve(import.meta.dirname, '../../resources'),
    environment: { VX11_HOME: home, VX11_PORT: '0', VX11_THREADS: '1', ...environment },
  });
  cores.push(core);
  return core;
}

describe('the composed product', () => {
  test('serves the whole contract to the window over a MessagePort, as the operator', async () => {
    const core = await start(newHome());
    const { port1, port2 } = new MessageChannel();
    core.serveMessagePort(port1);
    port1.start();
    port2.start();
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ port: port2 }),
    );
    const seen: string[] = [];
    for await (const event of await client.queries.stream({ query: 'hola' })) {
      seen.push(event.type);
    }
    expect(seen.slice(0, 2)).toEqual(['accepted', 'started']);
    expect(seen.at(-1)).toBe('done');
    expect((await client.queries.list()).queries[0]).toMatchObject({
      state: 'succeeded',
      priority: { applied: 'HIGH' },
    });
    expect(await client.system.stats()).toMatchObject({
      active_models: 1,
      since_start: { queries: { succeeded: 1 }, errors: {}, response: { count: 1 } },
      daily_usage: [{ queries: 1, errors: 0 }],
      models: [{ uses: 1, success_rate: 1 }],
    });
    await expect(client.models.get({ id: 'nobody' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      defined: true,
    });
    port2.close();
  });

  test.for([
    ['of the environment', {}, { HF_TOKEN: TOKENS.granted }],
    ['that was stored', { huggingface: { token: TOKENS.granted } }, { HF_TOKEN: '' }],
  ] as const)('brings a gated model with the token %s', async ([, config, environment]) => {
    const hub = await TestHub.start();
    onTestFinished(() => hub.stop());
    const core = await start(newHome(config), { HF_ENDPOINT: hub.endpoint, ...environment });
    const { port1, port2 } = new MessageChannel();
    core.serveMessagePort(port1);
    port1.start();
    port2.start();
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ port: port2 }),
    );
    const repo = 'gatekeeper/Asked-For-1B-Instruct-GGUF';
    const events = await client.events();
    const { download_id } = await client.downloads.add({ repo, quant: 'Q8_0' });
    for await (const event of events) {
      if (event.type === 'download' && event.state === 'succeeded') break;
    }
    expect((await client.downloads.list()).downloads).toMatchObject([
      { download_id, state: 'succeeded', model_id: `${repo}:f16` },
    ]);
    expect(await client.models.get({ id: `${repo}:f16` })).toMatchObject({ source: 'huggingface' });
    await expect(client.downloads.pause({ id: download_id })).rejects.toMatchObject({
      code: 'DOWNLOAD_ENDED',
    });
    expect(hub.ledger.requests('cdn').some(({ authorized }) => authorized)).toBe(false);
    port2.close();
  });

  test('moves tokens from the file into the encrypted store, and leaves the rest of the file', async () => {
    const home = newHome({ huggingface: { token: 'hf_abc', search_limit: 5 }, max_models: 7 });
    const core = await start(home);
    cores.splice(0);
    await core.close();
    expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))).toEqual({
      huggingface: { search_limit: 5 },
      max_models: 7,
    });
    const db = openHermesDB(join(home, 'vx11.db'));
    const sealed = db.secrets.get('huggingface');
    db.close();
    expect(sealed?.ciphertext.includes('hf_abc')).toBe(false);
    const box = new SealedBox(openKeyring(join(home, 'keys.json')));
    expect(sealed && box.open('huggingface', sealed)).toBe('hf_abc');
    expect(readFileSync(join(home, 'logs/vx11.log'), 'utf8')).not.toContain('hf_abc');
  });

  test('searches the hubs that the environment names, with the token that is stored', async () => {
    const hub = await TestHub.start();
    const home = newHome({ huggingface: { token: TOKENS.reader, search_limit: 5 } });
    const core = await start(home, {
      HF_ENDPOINT: hub.endpoint,
      OPENROUTER_ENDPOINT: hub.openRouterUrl,
    });
    const { port1, port2 } = new MessageChannel();
    core.serveMessagePort(port1);
    port1.start();
    port2.start();
    const client: ContractRouterClient<typeof contract> = createORPCClient(
      new RPCLink({ port: port2 }),
    );
    const { results, sources } = await client.models.search({ query: 'instruct' });
    expect(results.filter(({ source }) => source === 'huggingface')).toHaveLength(5);
    expect(sources).toMatchObject([
      { source: 'huggingface', state: 'ok', token: 'used' },
      { source: 'openrouter', state: 'ok', token: 'none' },
    ]);
    const body = JSON.stringify({ query: 'code generation', source: 'huggingface' });
    const headers = { 'content-type': 'application/json' };
    const anonymous = await fetch(`${core.url}/models/search`, { method: 'POST', headers, body });
    expect(anonymous.status).toBe(401);
    expect(readFileSync(join(home, 'logs/vx11.log'), 'utf8')).not.toContain(TOKENS.reader);
    port2.close();
    await hub.stop();
  });

  test('says what separates models from it, and that it does without bubblewrap', async () => {
    const home = newHome();
    const core = await start(home);
    const { engine } = Object(await (await fetch(`${core.url}/status`)).json());
    expect(engine).toMatchObject({ isolation: 'process', isolation_reason: 'not_installed' });
    expect(engine.isolation_detail).toContain('install the package "bubblewrap"');
    const log = readFileSync(join(home, 'logs/vx11.log'), 'utf8');
    expect(log.match(/models run in plain processes/g)).toHaveLength(1);
  });

  test('says that the Light LLM it is told to have is not installed', async () => {
    const home = newHome({ light_llm: 'local/gone:q8_0' });
    const core = await start(home);
    expect(await (await fetch(`${core.url}/status`)).json()).toMatchObject({ light_llm: null });
    const log = readFileSync(join(home, 'logs/vx11.log'), 'utf8');
    expect(log).toMatch(/"light_llm":"local\/gone:q8_0".*is not installed/);
  });

  test('does not start without the sandbox it is told to have', async () => {
    const home = newHome({ isolation: 'bubblewrap' });
    await expect(start(home)).rejects.toMatchObject({ code: 'ISOLATION_UNAVAILABLE' });
    expect((await start(home, { VX11_ISOLATION: 'auto' })).url).toMatch(/^http:/);
  });

  test.skipIf(noSandbox)(`answers out of a sandbox where there is one${skipped}`, async () => {
    const core = await start(newHome(), { PATH: process.env['PATH'] ?? '' });
    const body = JSON.stringify({ query: 'hola' });
    const headers = { 'content-type': 'application/json' };
    const asked = await fetch(`${core.url}/query`, { method: 'POST', headers, body });
    expect(asked.status).toBe(200);
    const { engine } = Object(await (await fetch(`${core.url}/status`)).json());
    expect(engine).toMatchObject({
      isolation: 'bubblewrap',
      isolation_reason: 'works',
      children: 1,
    });
  });

  test('gives the home back when a start fails', async () => {
    const home = newHome();
    const first = await start(newHome());
    writeFileSync(
      join(home, 'config.json'),
      JSON.stringify({ port: Number(new URL(first.url).port) }),
    );
    const failing = compose({
      processes: startNodeProcesses,
      hostModule: '',
      consoleRoot: '',
      resources: resolve(import.meta.dirname, '../../resources'),
      environment: { VX11_HOME: home },
    });
    await expect(failing).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    expect((await start(home)).url).toMatch(/^http:/);
  });
});
