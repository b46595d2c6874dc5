import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestHub } from '../test-hub.ts';
import { TOKENS } from '../tokens.ts';

let hub: TestHub;
let now = Date.UTC(2026, 10, 1);
beforeAll(async () => {
  hub = await TestHub.start({ now: () => now });
});
beforeEach(() => {
  now += 3_600_000; // fresh windows
});
afterAll(() => hub.stop());

type Row = Record<string, unknown> & { id: string };

const get = (path: string, token?: string): Promise<Response> =>
  fetch(`${hub.endpoint}${path}`, {
    redirect: 'manual',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
const json = async <Body>(path: string, token?: string): Promise<Body> =>
  (await (await get(path, token)).json()) as Body;
const list = (query: string): Promise<Row[]> => json<Row[]>(`/api/models?${query}`);
const ids = async (query: string): Promise<string[]> => (await list(query)).map(({ id }) => id);

const TALKER = 'maple-lab/Tiny-Talker-Instruct-GGUF';
const TALKER_FILE = 'Tiny-Talker-Instruct-Q8_0.gguf';

describe('the list of models', () => {
  test('finds by words of the id, never by what a description says', async () => {
    expect(await ids('search=sprig%20coder&sort=downloads')).toEqual([
      'sprig/Sprig-Coder-7B-Instruct-GGUF',
      'sprig/Sprig-Coder-1.5B-Instruct-GGUF',
    ]);
    expect(await ids('search=code%20generation')).toEqual([]);
  });

  test('narrows by author, by every filter, and by pipeline', async () => {
    expect(await ids('author=sprig&filter=gguf&filter=code&filter=conversational')).toHaveLength(2);
    expect(await ids('filter=gguf&filter=license:cc-by-nc-4.0')).toEqual([
      'orchard/Translate-es-en-0.6B-GGUF',
    ]);
    expect(await ids('pipeline_tag=sentence-similarity')).toEqual(['orchard/Embed-Small-v2-GGUF']);
  });

  test('ignores the parameters that are gone, and lists what only claims to be GGUF', async () => {
    const all = await ids('filter=gguf&limit=1000');
    expect(await ids('filter=gguf&library=safetensors&direction=1')).toEqual(all);
    expect(all).toContain('meadow/Readme-Only-GGUF');
    expect(all).not.toContain('meadow/Safetensors-1B');
  });

  test('drops repositories of unknown size as soon as sizes are asked for', async () => {
    const chat = 'meadow/Unknown-Size-Chat-GGUF';
    expect(await ids('search=chat')).toContain(chat);
    expect(await ids('search=chat&num_parameters=min:0,max:999T')).not.toContain(chat);
    expect(await ids('author=sprig&num_parameters=min:3B,max:4000000000')).toEqual([
      'sprig/Sprig-3B-Instruct-GGUF',
    ]);
  });

  test.each([
    ['downloads', 'meadow/Gamed-Popularity-1B-GGUF'],
    ['likes', 'sprig/Sprig-Coder-7B-Instruct-GGUF'],
    ['trendingScore', 'sprig/Sprig-Coder-1.5B-Instruct-GGUF'],
    ['createdAt', 'meadow/Gamed-Popularity-1B-GGUF'],
    ['lastModified', 'meadow/Gamed-Popularity-1B-GGUF'],
  ])('sorted by %s begins with the largest', async (sort, first) => {
    expect((await ids(`sort=${sort}&limit=1`))[0]).toBe(first);
  });

  test('says more with full, and only what was asked for with expand', async () => {
    const [plain] = await list(`search=tiny-talker`);
    expect(plain).not.toHaveProperty('siblings');
    const [full] = await list(`search=tiny-talker&full=true`);
    expect(full).toMatchObject({ gated: false, author: 'maple-lab' });
    expect(full?.['siblings']).toContainEqual({ rfilename: TALKER_FILE });
    const [expanded] = await list('search=tiny-talker&expand=gguf&expand[]=downloads');
    expect(Object.keys(expanded ?? {}).toSorted()).toEqual(['_id', 'downloads', 'gguf', 'id']);
    expect(expanded?.['gguf']).toMatchObject({ total: 128_000, context_length: 2048 });
  });

  test('goes from page to page by the link it gives, and meets everything once', async () => {
    const all = await ids('filter=gguf&sort=likes');
    const seen: string[] = [];
    let next: string | undefined = `${hub.endpoint}/api/models?filter=gguf&sort=likes&limit=7`;
    while (next !== undefined) {
      const page: Response = await fetch(next);
      seen.push(...((await page.json()) as Row[]).map(({ id }) => id));
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(25);
    const full = await get(`/api/models?filter=gguf&limit=${all.length}`);
    expect(full.headers.get('link'), 'a page that is just full is the last').toBeNull();
  });

  test.each([
    ['sort=trending', '✖ Invalid sort parameter: trending'],
    ['limit=0', '✖ Invalid limit: 0'],
    ['expand=everything', '✖ Invalid expand parameter: everything'],
    ['expand=gguf&full=true', '✖ expand cannot be used with full or config'],
    ['num_parameters=small', '✖ Invalid num_parameters: small'],
    ['cursor=AAAA', '✖ Invalid cursor'],
  ])('refuses %s', async (query, error) => {
    const response = await get(`/api/models?${query}`);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });
});

describe('a repository', () => {
  test('tells sizes and hashes of its files with blobs, under one name', async () => {
    const info = await json<{ siblings: Row[] }>(`/api/models/${TALKER}?blobs=true`);
    const file = info.siblings.find(({ rfilename }) => rfilename === TALKER_FILE);
    expect(file).toEqual({
      rfilename: TALKER_FILE,
      blobId: expect.stringMatching(/^[0-9a-f]{40}$/),
      size: expect.any(Number),
      lfs: {
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        size: file?.['size'],
        pointerSize: expect.any(Number),
      },
    });
    expect(info.siblings).toContainEqual({
      rfilename: '.gitattributes',
      blobId: expect.any(String),
      size: 43,
    });
  });

  test('lists its tree, with folders, and the hash under another name', async () => {
    const tree = `/api/models/maple-lab/Sharded-Tiny-GGUF/tree/main`;
    const all = await json<Row[]>(`${tree}?recursive=true`);
    expect(all).toContainEqual({
      type: 'directory',
      path: 'Q8_0',
      size: 0,
      oid: expect.any(String),
    });
    expect(all).toContainEqual({
      type: 'file',
      path: 'Q8_0/Sharded-Tiny-Q8_0-00001-of-00003.gguf',
      oid: expect.any(String),
      size: expect.any(Number),
      lfs: { oid: expect.any(String), size: expect.any(Number), pointerSize: expect.any(Number) },
      xetHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const flat = (await json<Row[]>(tree)).map(({ path }) => path);
    expect(flat).toEqual(['F16', 'Q8_0', '.gitattributes', 'README.md']);
    expect(await json<Row[]>(`${tree}/F16`)).toHaveLength(2); // the set that lacks a part
    const page = await get(`${tree}?recursive=true&limit=2&expand=true`);
    expect(page.headers.get('link')).toMatch(/cursor=.+; rel="next"$/);
    expect(await page.json()).toHaveLength(2);
  });

  test('names a blob as git does', async () => {
    const [, readme] = await json<Row[]>(`/api/models/meadow/Readme-Only-GGUF/tree/main`);
    // printf '# Readme only\n\nThe models will be uploaded soon.\n' | git hash-object --stdin
    expect(readme).toMatchObject({ oid: '8b279785bc9f394126b396901cc85b64febd3cd5' });
  });

  test('tells of paths, and leaves out those that are gone', async () => {
    const ask = async (paths: readonly string[]): Promise<unknown> => {
      const body = JSON.stringify({ paths, expand: true });
      const url = `${hub.endpoint}/api/models/${TALKER}/paths-info/main`;
      return (await fetch(url, { method: 'POST', body })).json();
    };
    expect(await ask([TALKER_FILE, 'gone.gguf'])).toEqual([
      expect.objectContaining({
        path: TALKER_FILE,
        lfs: expect.objectContaining({ oid: expect.any(String) }),
        securityFileStatus: expect.objectContaining({ status: 'safe' }),
      }),
    ]);
    expect(await ask(['gone.gguf'])).toEqual([]);
  });

  test('gets a new commit when its card is edited, while its models stay what they are', async () => {
    const id = 'northwind-ai/Noise-135M-Instruct-GGUF';
    const before = await json<{ sha: string; siblings: Row[] }>(`/api/models/${id}?blobs=true`);
    const commit = hub.replaceFile(id, 'README.md', { kind: 'text', text: '# Edited' });
    const after = await json<{ sha: string; siblings: Row[] }>(`/api/models/${id}?blobs=true`);
    expect([after.sha, after.sha === before.sha]).toEqual([commit, false]);
    const models = ({ siblings }: { siblings: Row[] }): Row[] =>
      siblings.filter(({ rfilename }) => String(rfilename).endsWith('.gguf'));
    expect(models(after)).toEqual(models(before));
    const old = await get(`/${id}/resolve/${before.sha}/README.md`);
    expect(old.status).toBe(307);
  });

  test('under an id it had before redirects, without naming the host', async () => {
    const api = await get('/api/models/tiny-talker?blobs=true');
    expect([api.status, api.headers.get('location')]).toEqual([
      307,
      `/api/models/${TALKER}?blobs=true`,
    ]);
    const file = await get('/maple-lab/Tiny-Talker-GGUF/resolve/main/README.md');
    expect([file.status, file.headers.get('location')]).toEqual([
      307,
      `/${TALKER}/resolve/main/README.md`,
    ]);
  });
});

describe('errors', () => {
  const GATED =
    '/gatekeeper/Asked-For-1B-Instruct-GGUF/resolve/main/Asked-For-1B-Instruct-Q8_0.gguf';
  const missing = '/api/models/nobody/Nothing';
  const hidden = '/api/models/gatekeeper/Private-Tiny-GGUF';

  test.each([
    ['missing, anonymous', missing, undefined, 401, null, 'Invalid username or password.'],
    ['private, anonymous', hidden, undefined, 401, null, 'Invalid username or password.'],
    ['missing', missing, TOKENS.reader, 404, 'RepoNotFound', 'Repository not found'],
    ['private, of others', hidden, TOKENS.reader, 404, 'RepoNotFound', 'Repository not found'],
    [
      'no such file',
      `/${TALKER}/resolve/main/x.gguf`,
      undefined,
      404,
      'EntryNotFound',
      'Entry not found',
    ],
    [
      'no such revision',
      `/api/models/${TALKER}/tree/badrev`,
      undefined,
      404,
      'RevisionNotFound',
      'Invalid rev id: badrev',
    ],
    [
      'gated, anonymous',
      GATED,
      undefined,
      401,
      'GatedRepo',
      expect.stringContaining('Please log in'),
    ],
    [
      'gated, not let in',
      GATED,
      TOKENS.reader,
      403,
      'GatedRepo',
      expect.stringContaining('authorized list'),
    ],
    ['bad token', missing, 'hf_wrong', 401, null, 'Invalid credentials in Authorization header'],
    [
      'taken down',
      '/api/models/meadow/Taken-Down-1B-GGUF',
      undefined,
      403,
      null,
      'Access to this resource is disabled.',
    ],
  ])('%s', async (_, path, token, status, code, message) => {
    const response = await get(path, token);
    const { headers } = response;
    expect([response.status, headers.get('x-error-code'), headers.get('x-error-message')]).toEqual([
      status,
      code,
      message,
    ]);
  });

  test('are JSON from the API and text from files; a missing file still names its commit', async () => {
    const api = await get(missing);
    expect(await api.json()).toEqual({ error: 'Invalid username or password.' });
    expect(api.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
    const file = await get(`/${TALKER}/resolve/main/x.gguf`);
    expect(await file.text()).toBe('Entry not found');
    expect(file.headers.get('x-repo-commit')).toMatch(/^[0-9a-f]{40}$/);
  });

  test('keep nobody from reading about a gated repository, nor from their own', async () => {
    const gated = await json<Row>('/api/models/gatekeeper/Asked-For-1B-Instruct-GGUF');
    expect(gated).toMatchObject({ gated: 'manual' });
    expect((await get(GATED, TOKENS.granted)).status).toBe(302);
    expect((await get(hidden, TOKENS.granted)).status).toBe(200);
  });
});

test('whoami names the owner of a token', async () => {
  expect(await json('/api/whoami-v2', TOKENS.reader)).toMatchObject({
    name: 'reader',
    auth: { type: 'access_token', accessToken: { role: 'read' } },
  });
  expect((await get('/api/whoami-v2')).status).toBe(401);
});

describe('the quota', () => {
  test('is on every answer, by kind of address and by caller', async () => {
    const limits = async (path: string, token?: string): Promise<(string | null)[]> => {
      const { headers } = await get(path, token);
      return [headers.get('ratelimit'), headers.get('ratelimit-policy')];
    };
    expect(await limits('/api/models/x/y')).toEqual([
      '"api";r=499;t=300',
      '"fixed window";"api";q=500;w=300',
    ]);
    now += 10_500;
    expect(await limits('/api/models?limit=1')).toEqual([
      '"api";r=498;t=290',
      '"fixed window";"api";q=500;w=300',
    ]);
    expect((await limits('/api/models?limit=1', TOKENS.reader))[0]).toBe('"api";r=999;t=300');
    expect((await limits(`/${TALKER}/resolve/main/README.md`))[0]).toBe('"resolvers";r=2999;t=300');
  });

  test('refuses when it is spent, until the next window', async () => {
    hub.quotas.set('api', { quota: 2, window_s: 60 });
    const statuses = async (): Promise<number[]> => {
      const answers = [await get('/api/models?limit=1'), await get('/api/models?limit=1')];
      return [...answers, await get('/api/models?limit=1')].map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 200, 429]);
    const refused = await get('/api/models?limit=1');
    expect(refused.headers.get('ratelimit')).toBe('"api";r=0;t=60');
    now += 60_000;
    expect(await statuses()).toEqual([200, 200, 429]);
    hub.quotas.set('api', { quota: 500, window_s: 300 });
  });
});
