import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RepositorySpec } from '../../../../tools/test-hub/catalogue/spec.ts';
import { TestHub } from '../../../../tools/test-hub/test-hub.ts';
import { TOKENS } from '../../../../tools/test-hub/tokens.ts';
import {
  type ModelSearchInput,
  modelSearchInputSchema,
  modelSearchOutputSchema,
} from '../../../shared/contract/model-search.ts';
import type { FoundModel } from '../../../shared/domain/found-model.ts';
import { bytes, epochMs, milliseconds, seconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { ModelSearch, type ModelSearchParts } from './model-search.ts';

const LIMIT = 2 ** 31;
const FREE = 3e9;

let now = Date.parse('2026-11-24T10:00:00Z');
let hub: TestHub;
const servers: (() => void)[] = [];

beforeEach(async () => {
  hub = await TestHub.start({ now: () => now });
});
afterEach(async () => {
  await hub.stop();
  for (const close of servers.splice(0)) close();
});

function searcher(more: Partial<ModelSearchParts> & { readonly token?: string } = {}): ModelSearch {
  const { token, ...parts } = more;
  return new ModelSearch({
    machine: {
      freeMemory: () => bytes(FREE),
      needOf: ({ bytes: size }) => bytes(size + 400_000_000),
    },
    tokens: { of: () => token },
    now: () => epochMs(now),
    sizeLimit: bytes(LIMIT),
    huggingface: { endpoint: hub.endpoint, search_limit: 20 },
    openrouter: { endpoint: hub.openRouterUrl, search_limit: 20 },
    timeout: seconds(30),
    ...parts,
  });
}

/** As the API would: the input is checked, and so is the output. */
async function search(input: ModelSearchInput, by = searcher()) {
  return modelSearchOutputSchema.parse(await by.search(modelSearchInputSchema.parse(input)));
}
const ids = (models: readonly FoundModel[]): string[] => models.map(({ id }) => id);
const fromHub = (query: string, more: Partial<ModelSearchInput> = {}) =>
  ({ query, source: 'huggingface', ...more }) as const;
/** Requests for one repository, not for lists. */
const looks = () => hub.ledger.requests('hub').filter(({ url }) => url.includes('blobs=true'));
const lists = () => hub.ledger.requests('hub').filter(({ url }) => url.includes('filter=gguf'));

/** A server that answers everything alike, for what no hub should do. */
async function serverThat(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${Object(server.address()).port}`;
}

describe('a search', () => {
  test('of the older services finds models for code under 2 GB, the best first', async () => {
    const found = await search({
      query: 'code generation',
      source: 'huggingface',
      filters: { size_max: '2GB', specialty: 'code' },
    });
    expect(found).toMatchObject({ specialty: 'code', size_limit_bytes: LIMIT, next: null });
    expect(ids(found.results)).toEqual([
      'sprig/Sprig-Coder-1.5B-Instruct-GGUF',
      'maple-lab/Tiny-Coder-Instruct-GGUF',
    ]);
    expect(found.results[0]).toMatchObject({
      license: 'apache-2.0',
      parameters: 1_543_714_304,
      parameters_from: 'hub',
      context_length: 32_768,
      chosen: 'sprig/Sprig-Coder-1.5B-Instruct-GGUF:Q4_K_M',
      specialties: ['text_generation', 'code'],
    });
    expect(found.sources).toMatchObject([
      { source: 'huggingface', state: 'ok', code: null, token: 'none' },
    ]);
    expect(found.sources[0]?.left_out.over_limit).toBe(1); // Sprig-Coder-7B.
  });

  test('tells the true size of every quant, and whether it fits here', async () => {
    const { results } = await search(fromHub('Sprig-3B'));
    const { files } = hub.catalogue.get('sprig/Sprig-3B-Instruct-GGUF').head;
    const verdicts = results[0]?.quants.map(({ label, verdict }) => [label, verdict]);
    expect(verdicts).toEqual([
      ['Q3_K_M', 'fits'],
      ['IQ4_XS', 'fits'],
      ['Q4_K_M', 'fits'],
      ['Q5_K_M', 'over_limit'],
      ['Q8_0', 'over_limit'],
    ]);
    for (const quant of results[0]?.quants ?? []) {
      const [file] = quant.files;
      expect(file?.size_bytes).toBe(files.get(file?.path ?? '')?.content.size);
      expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test('sums up whole sets of shards, and leaves projectors and drafts out', async () => {
    const owners = await Promise.all(
      ['maple-lab', 'orchard', 'meadow'].map((one) => search(fromHub(one))),
    );
    const results = owners.flatMap((found) => found.results);
    const quantsOf = (id: string) =>
      results
        .find((model) => model.id === id)
        ?.quants.map(({ label, files }) => [label, files.length]);
    expect(quantsOf('maple-lab/Sharded-Tiny-GGUF')).toEqual([['Q8_0', 3]]);
    expect(quantsOf('orchard/See-2B-Instruct-GGUF')).toEqual([
      ['Q4_K_M', 1],
      ['Q8_0', 1],
    ]);
    expect(quantsOf('orchard/Analyst-1.7B-Reasoning-GGUF')).toEqual([
      ['Q4_K_M', 1],
      ['Q8_0', 1],
    ]);
    expect(ids(results)).not.toContain('orchard/Listen-Base-GGUF'); // The engine knows no whisper.
    expect(ids(results)).not.toContain('meadow/Readme-Only-GGUF');
    expect(ids(results)).not.toContain('meadow/Taken-Down-1B-GGUF');
  });

  test('discards absurd numbers, not the model', async () => {
    const { results } = await search(fromHub('meadow'));
    const model = (name: string) => results.find(({ id }) => id.includes(name));
    expect(model('Absurd')).toMatchObject({ parameters_from: 'size' });
    expect(model('Absurd')?.parameters).toBeLessThan(1e7);
    expect(model('Gamed')).toMatchObject({ downloads: null, score: { popularity: 0 } });
    expect(model('Fits-1.5GB')?.parameters).toBe(3e9);
    expect(model('Unknown')).toMatchObject({ license: null, quants: [{ label: 'Q8_0' }] });
  });

  test('marks what is gated, and hides what is private from strangers', async () => {
    const stranger = await search(fromHub('gatekeeper'));
    const gates = Object.fromEntries(stranger.results.map(({ id, gated }) => [id, gated]));
    expect(gates).toEqual({
      'gatekeeper/Asked-For-1B-Instruct-GGUF': 'manual',
      'gatekeeper/Agreed-To-2B-GGUF': 'auto',
    });
    const owner = await search(fromHub('gatekeeper'), searcher({ token: TOKENS.granted }));
    expect(ids(owner.results)).toContain('gatekeeper/Private-Tiny-GGUF');
    const open = await search(fromHub('gatekeeper', { filters: { gated: false } }));
    expect(open).toMatchObject({ results: [], sources: [{ left_out: { filtered: 2 } }] });
  });

  test('asks no closer about what its list already rules out', async () => {
    await search(fromHub('Giant-70B'));
    await search(fromHub('gatekeeper', { filters: { gated: false } }));
    expect(looks()).toEqual([]);
    expect(lists().every(({ url }) => !url.includes('expand%5B%5D=gguf'))).toBe(true);
  });

  test('is one ranked list of both sources, in which no remote model wins by its size', async () => {
    const { results, sources } = await search({ query: 'coder' });
    expect(sources.map(({ source, state }) => [source, state])).toEqual([
      ['huggingface', 'ok'],
      ['openrouter', 'ok'],
    ]);
    expect(ids(results)).toEqual([
      'sprig/Sprig-Coder-1.5B-Instruct-GGUF',
      'maple-lab/Tiny-Coder-Instruct-GGUF',
      'openrouter/orchard/coder-32b',
    ]);
    const totals = results.map(({ score }) => score.total);
    expect(totals).toEqual(totals.toSorted((one, other) => other - one));
  });

  test('for a name and a purpose brings others for that purpose only where there is none', async () => {
    expect(ids((await search(fromHub('tiny code'))).results)).toEqual([
      'maple-lab/Tiny-Coder-Instruct-GGUF',
    ]);
    expect(ids((await search(fromHub('gone code'))).results)).toEqual([
      'sprig/Sprig-Coder-1.5B-Instruct-GGUF',
      'maple-lab/Tiny-Coder-Instruct-GGUF',
    ]);
    const remote = await search({ query: 'northwind code', source: 'openrouter' });
    expect(ids(remote.results)).toEqual(['openrouter/orchard/coder-32b']);
  });

  test('reads prices: per million tokens, variable ones never as free', async () => {
    const all = await search({ query: '', source: 'openrouter' });
    const prices = Object.fromEntries(
      all.results.map(({ id, remote }) => [id, [remote?.prompt_price, remote?.free]]),
    );
    expect(prices).toMatchObject({
      'openrouter/openrouter/auto': [null, false],
      'openrouter/northwind/large': [3, false],
      'openrouter/northwind/mini:free': [0, true],
    });
    expect(Object.keys(prices).join()).not.toMatch(/leaving|brush/);
    expect(all.sources[0]?.left_out.unusable).toBe(2); // One has expired, one only paints.
  });
});

describe('pages', () => {
  const SPECS: readonly RepositorySpec[] = Array.from({ length: 60 }, (_, index) => ({
    id: `many/Page-${String(index).padStart(2, '0')}-1B-GGUF`,
    downloads: 1000 - index,
    likes: 1,
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
    files: [{ path: 'm-Q4_K_M.gguf', holds: { kind: 'stated', bytes: 600e6 + index } }],
  }));

  async function pagesOf(by: ModelSearch, limit: number): Promise<string[][]> {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await search(fromHub('page', { limit, ...(cursor && { cursor }) }), by);
      pages.push(ids(page.results));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return pages;
  }

  test('bring every model once, over the pages of the hub', async () => {
    for (const spec of SPECS) hub.catalogue.add(spec);
    const pages = await pagesOf(searcher(), 25);
    expect(pages.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(pages.flat().toSorted()).toEqual(SPECS.map(({ id }) => id));
    // Two pages of the hub, each asked for once: the cache has it when the next search goes on.
    expect(lists()).toHaveLength(2);
    expect(looks()).toHaveLength(60);
  });

  test('of OpenRouter end, too', async () => {
    const by = searcher();
    const first = await search({ query: 'northwind', source: 'openrouter', limit: 2 }, by);
    const second = await search({ query: 'northwind', limit: 2, cursor: first.next ?? '' }, by);
    expect(first.results).toHaveLength(2);
    expect(second).toMatchObject({ sources: [{ source: 'openrouter' }], next: null });
    expect(ids([...first.results, ...second.results]).toSorted()).toEqual([
      'openrouter/northwind/large',
      'openrouter/northwind/mini',
      'openrouter/northwind/mini:free',
    ]);
  });

  test('with a cursor from elsewhere are refused before anybody is asked', async () => {
    await expect(search(fromHub('x', { cursor: 'abc' }))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(hub.ledger.requests()).toEqual([]);
  });
});

describe('what was asked', () => {
  test('within a minute is not asked again', async () => {
    const by = searcher();
    await search({ query: 'coder' }, by);
    const asked = hub.ledger.requests().length;
    now += 59_000;
    const again = await search({ query: 'coder' }, by);
    expect(hub.ledger.requests()).toHaveLength(asked);
    expect(again.results).not.toEqual([]);
    now += 2000;
    await search({ query: 'coder' }, by);
    expect(hub.ledger.requests()).toHaveLength(2 * asked);
  });

  test('reaches the hub as words and nothing else', async () => {
    await search(fromHub('x&sort=likes\u0000 "q"?#\n../z'));
    const url = new URL(lists()[0]?.url ?? '', hub.endpoint);
    expect(url.searchParams.get('search')).toBe('x sort likes q ../z');
    expect(url.searchParams.getAll('sort')).toEqual(['downloads']);
  });
});

describe('tokens', () => {
  test('go to their own hub and nowhere else', async () => {
    const { sources } = await search({ query: 'coder' }, searcher({ token: TOKENS.reader }));
    expect(sources.map(({ token }) => token)).toEqual(['used', 'stored']);
    expect(hub.ledger.requests('hub').every(({ authorized }) => authorized)).toBe(true);
    expect(hub.ledger.requests('openrouter').map(({ authorized }) => authorized)).toEqual([false]);
  });

  test('do not follow a redirect to another host', async () => {
    const seen: (string | undefined)[] = [];
    const thief = await serverThat((request, response) => {
      seen.push(request.headers.authorization);
      response.end('[]');
    });
    const endpoint = await serverThat((_, response) => {
      response.writeHead(307, { location: `${thief}/api/models` }).end();
    });
    const by = searcher({
      token: TOKENS.reader,
      huggingface: { endpoint, search_limit: 20 },
    });
    expect(await search(fromHub('x'), by)).toMatchObject({
      sources: [{ state: 'failed', code: 'HUB_FAILED', reason: /another host/ }].map((one) => ({
        ...one,
        reason: expect.stringMatching(one.reason),
      })),
    });
    expect(seen).toEqual([]);
  });

  test('that the hub refuses are left at home, and the search goes on without', async () => {
    const by = searcher({ token: 'hf_wrong' });
    expect(await search(fromHub('coder'), by)).toMatchObject({
      sources: [{ state: 'ok', token: 'refused' }],
      results: [{}, {}],
    });
    await search(fromHub('meadow'), by);
    expect(hub.ledger.requests('hub').filter(({ authorized }) => authorized)).toHaveLength(1);
  });

  test('that are taken away take away what only they showed, kept answers or not', async () => {
    let token: string | undefined = TOKENS.granted;
    const by = searcher({ tokens: { of: () => token } });
    const privates = async () =>
      ids((await search(fromHub('private'), by)).results).filter((id) => id.includes('Private'));
    expect(await privates()).toEqual(['gatekeeper/Private-Tiny-GGUF']);
    token = undefined;
    expect(await privates()).toEqual([]);
  });

  test('that cannot be read are said to be so', async () => {
    const tokens = {
      of: () => {
        throw new AppError('CONFIG_INVALID');
      },
    };
    const unreadable = { state: 'ok', token: 'unreadable' };
    expect(await search({ query: 'coder' }, searcher({ tokens }))).toMatchObject({
      sources: [unreadable, unreadable],
    });
  });

  test('stand in no answer', async () => {
    const answer = await search({ query: 'coder' }, searcher({ token: TOKENS.granted }));
    expect(JSON.stringify(answer)).not.toContain(TOKENS.granted);
  });
});

describe('a source in trouble', () => {
  test('that is offline says so', async () => {
    await hub.goOffline();
    expect(await search({ query: 'coder' })).toMatchObject({
      results: [],
      next: null,
      sources: [
        { source: 'huggingface', state: 'offline', code: 'HUB_OFFLINE' },
        { source: 'openrouter', state: 'offline', code: 'HUB_OFFLINE' },
      ],
    });
    await hub.comeBack();
    expect((await search({ query: 'coder' })).results).not.toEqual([]);
  });

  test('does not hide the other one', async () => {
    hub.faults.plant({ kind: 'status', status: 503 }, { origin: 'hub' });
    expect(await search({ query: 'coder' })).toMatchObject({
      results: [{ id: 'openrouter/orchard/coder-32b' }],
      sources: [
        { state: 'failed', code: 'HUB_FAILED' },
        { state: 'ok', code: null },
      ],
    });
  });

  test('that is slow is given up', async () => {
    hub.faults.plant({ kind: 'stall', after_bytes: 10 }, { origin: 'hub' });
    const by = searcher({ timeout: milliseconds(150) });
    expect(await search(fromHub('coder'), by)).toMatchObject({
      sources: [{ state: 'offline', reason: expect.stringContaining('within 0.15 s') }],
    });
  });

  test('that takes no more is not asked until the time it named, and what was found stays', async () => {
    hub.quotas.set('api', { quota: 3, window_s: 55 });
    const by = searcher();
    const found = await search(fromHub('meadow', { limit: 10 }), by);
    expect(found).toMatchObject({
      sources: [{ state: 'rate_limited', code: 'HUB_RATE_LIMITED', retry_after_s: 55 }],
    });
    const asked = hub.ledger.requests().length;
    now += 10_000;
    expect(await search(fromHub('coder'), by)).toMatchObject({
      sources: [{ state: 'rate_limited', retry_after_s: 45 }],
      results: [],
    });
    expect(hub.ledger.requests()).toHaveLength(asked);
    now += 45_000;
    hub.quotas.set('api', { quota: 500, window_s: 300 });
    expect(await search(fromHub('coder'), by)).toMatchObject({ sources: [{ state: 'ok' }] });
  });

  test('half-way keeps what was found, and the next page goes on there', async () => {
    const by = searcher();
    hub.faults.plant({ kind: 'status', status: 500 }, { origin: 'hub', url: 'Old-Chat' });
    const all = await search(fromHub('meadow'), searcher());
    expect(all.sources[0]?.state).toBe('failed');
    hub.faults.clear();
    hub.faults.plant({ kind: 'status', status: 500 }, { origin: 'hub', url: 'Summary' });
    const half = await search(fromHub('orchard'), by);
    expect(half).toMatchObject({ sources: [{ state: 'partial', code: 'HUB_FAILED' }] });
    expect(half.results.length).toBeGreaterThan(0);
    hub.faults.clear();
    const rest = await search(fromHub('orchard', { cursor: half.next ?? '' }), by);
    expect(rest.sources[0]?.state).toBe('ok');
    expect(ids(rest.results)).toContain('orchard/Summary-1B-GGUF');
    expect(ids(half.results).filter((id) => ids(rest.results).includes(id))).toEqual([]);
  });

  test.for([
    ['no JSON', '<html>', /no JSON/],
    ['no list', '{"error":"no"}', /refuses/],
    ['more than it should', `["${'x'.repeat(17_000_000)}"]`, /too much/],
  ] as const)('that answers with %s has failed', async ([, body, reason]) => {
    const endpoint = await serverThat((_, response) => response.end(body));
    const source = { endpoint, search_limit: 20 };
    const by = searcher({ huggingface: source, openrouter: source });
    const { sources } = await search({ query: 'coder' }, by);
    for (const report of sources) {
      expect(report.state).toBe('failed');
      expect(report.reason).toMatch(reason);
    }
  });
});
