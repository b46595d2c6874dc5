import { once } from 'node:events';
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { adminToken, newHome, Product, requestJson } from './product.ts';

const MB = 1_000_000;
const LIMIT = 400 * MB;
const SAYS = 'I was uploaded.';

const home = newHome();
const files = join(home.path, 'files');
let product: Product;
let token: string;

beforeAll(async () => {
  mkdirSync(files);
  product = await Product.start(home.path, { MODEL_SIZE_LIMIT: String(LIMIT) });
  token = adminToken(home.path);
});
afterAll(async () => {
  await product.kill();
  home.remove();
});

async function modelFile(name: string, said: string): Promise<string> {
  const path = join(files, name);
  await generateGguf(path, tinyCycle(said));
  return path;
}

interface Sending {
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The request of an upload, as a browser or curl makes it; the body is the test's to send. */
function beginUpload(
  length: number,
  { name = 'a.gguf', headers }: Sending = {},
  url = product.url,
  bearer = token,
): ClientRequest {
  const sending = httpRequest(`${url}/models/upload?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(length),
      authorization: `Bearer ${bearer}`,
      ...headers,
    },
  });
  sending.on('error', () => undefined); // Breaking off is part of the tests.
  return sending;
}

async function answerTo(sending: ClientRequest) {
  const [response]: IncomingMessage[] = await once(sending, 'response');
  let text = '';
  for await (const chunk of response ?? []) text += String(chunk);
  return { status: response?.statusCode, body: Object(JSON.parse(text)) };
}

async function upload(body: Readable, length: number, sending?: Sending) {
  const request = beginUpload(length, sending);
  const answered = answerTo(request);
  body.pipe(request);
  const answer = await answered;
  body.unpipe(request);
  request.destroy();
  return answer;
}
const uploadFile = (path: string, sending?: Sending) =>
  upload(createReadStream(path), statSync(path).size, sending);

const modelsFolder = (): string[] => readdirSync(join(home.path, 'models'));
async function lastImport() {
  const { body } = await product.request('GET', '/models/imports', { token });
  return Object(body).imports[0];
}

describe('an uploaded model', () => {
  test('answers the next query', async () => {
    const path = await modelFile('good.gguf', SAYS);
    const { status, body } = await uploadFile(path, { name: '../Subido Ñ.gguf' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      already_present: false,
      model: { id: 'local/subido-n:f16', name: 'Subido Ñ', linked: false },
    });
    const answer = await product.request('POST', '/query', {
      body: { query: 'hola', model_preference: 'local/subido-n:f16' },
    });
    expect(answer.body).toMatchObject({ response: SAYS, model_used: 'local/subido-n:f16' });
    expect(await lastImport()).toMatchObject({ source: 'upload', state: 'succeeded' });
    const again = await uploadFile(path);
    expect(again.body).toMatchObject({ already_present: true, model: { name: 'Subido Ñ' } });
    expect(modelsFolder()).toHaveLength(1);
  });

  test('is told to whoever reads the events, from its beginning to its end', async () => {
    const path = await modelFile('told.gguf', 'Told.');
    const reading = new AbortController();
    const events = await fetch(`${product.url}/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: reading.signal,
    });
    await uploadFile(path, { name: 'told.gguf' });
    let seen = '';
    for await (const chunk of events.body ?? []) {
      seen += new TextDecoder().decode(chunk);
      if (seen.includes('"succeeded"')) break;
    }
    reading.abort();
    expect(seen).toMatch(/"name":"told.gguf".*"state":"running"/);
    expect(seen).toContain('"type":"model","change":"added"');
  });
});

describe('refused, and nothing stays:', () => {
  const before = modelsFolder;

  test('a truncated file', async () => {
    const kept = before();
    const path = await modelFile('cut.gguf', 'never read');
    truncateSync(path, 200_000);
    const { status, body } = await uploadFile(path);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'GGUF_TRUNCATED' });
    expect(modelsFolder()).toEqual(kept);
  });

  test('a file of another kind, at its first bytes', async () => {
    const kept = before();
    const sending = beginUpload(390 * MB, { name: 'film.mp4' });
    sending.write(Buffer.alloc(MB, 'x'));
    const { status, body } = await answerTo(sending); // The rest was never sent.
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'NOT_GGUF' });
    expect((await lastImport()).done_bytes).toBe(0);
    expect(modelsFolder()).toEqual(kept);
    await once(sending, 'close'); // And is not waited for.
  });

  test('one over the limit, unread', async () => {
    const sending = beginUpload(LIMIT + 1);
    sending.flushHeaders();
    const { status, body } = await answerTo(sending);
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'FILE_TOO_LARGE' });
    expect(await lastImport()).toMatchObject({ error: { code: 'FILE_TOO_LARGE' }, done_bytes: 0 });
    sending.destroy();
  });

  test('one without a length', async () => {
    const sending = beginUpload(0, { headers: { 'transfer-encoding': 'chunked' } });
    sending.removeHeader('content-length');
    sending.write('GGUF');
    const { status, body } = await answerTo(sending);
    expect({ status, code: body.code }).toEqual({ status: 411, code: 'LENGTH_REQUIRED' });
    sending.destroy();
  });

  test.for([
    ['without a token', { authorization: '' }, 401, 'UNAUTHORIZED'],
    ['from a web page', { origin: 'http://evil.example' }, 403, 'FOREIGN_ORIGIN'],
    ['as a form', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ] as const)('one sent %s', async ([, headers, status, code]) => {
    const answer = await upload(Readable.from([Buffer.from('GGUF')]), 4, { headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('one without a name', async () => {
    const response = await fetch(`${product.url}/models/upload`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` },
      body: 'GGUF',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('octet-stream anywhere else', async () => {
    const { status } = await requestJson(product.url, 'POST', '/query', {
      body: { query: 'x' },
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(status).toBe(415);
  });

  test('one that breaks off', async () => {
    const kept = before();
    const sending = beginUpload(50 * MB, { name: 'broken.gguf' });
    sending.write(Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(MB)]));
    await expect.poll(async () => (await lastImport()).name).toBe('broken.gguf');
    sending.destroy();
    await expect.poll(async () => (await lastImport()).state).toBe('cancelled');
    expect(modelsFolder()).toEqual(kept);
  });

  test('one that is cancelled by its id', async () => {
    const kept = before();
    const sending = beginUpload(300 * MB, { name: 'unwanted.gguf' });
    sending.write(Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(MB)]));
    const answered = answerTo(sending);
    await expect.poll(async () => (await lastImport()).name).toBe('unwanted.gguf');
    const { import_id } = await lastImport();
    const cancelled = await product.request('DELETE', `/models/imports/${import_id}`, { token });
    expect(cancelled.body).toMatchObject({ name: 'unwanted.gguf', state: 'cancelled' });
    expect(modelsFolder()).toEqual(kept);
    const { status, body } = await answered;
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'IMPORT_CANCELLED' });
    sending.destroy();
    const gone = await product.request('DELETE', `/models/imports/${import_id}`, { token });
    expect(gone.body).toMatchObject({ code: 'IMPORT_NOT_FOUND' });
  });
});

test('a stop of the product ends an upload with an answer, and nothing of it stays', async () => {
  const other = newHome();
  const stopping = await Product.start(other.path);
  const sending = beginUpload(50 * MB, {}, stopping.url, adminToken(other.path));
  sending.write(Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(MB)]));
  const folder = join(other.path, 'models');
  await expect.poll(() => readdirSync(folder)).toHaveLength(1);
  const answered = answerTo(sending);
  expect(await stopping.stop()).toBe(0);
  expect(await answered).toMatchObject({ status: 409, body: { code: 'IMPORT_CANCELLED' } });
  expect(readdirSync(folder)).toEqual([]);
  other.remove();
});

/** Resident memory of the product, in MB. */
function memory(): number {
  const status = readFileSync(`/proc/${product.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000;
}

test.runIf(process.platform === 'linux')(
  'a large file passes through without growing memory',
  async () => {
    const size = 350 * MB;
    const start = memory();
    let most = start;
    const large = Readable.from(
      (function* () {
        yield Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(MB - 4)]);
        for (let sent = MB; sent < size; sent += MB) {
          most = Math.max(most, memory());
          yield Buffer.alloc(MB);
        }
      })(),
    );
    const { body } = await upload(large, size);
    expect(body.code).toBe('GGUF_UNSUPPORTED'); // Version 0, which only its checks could find.
    expect(await lastImport()).toMatchObject({ done_bytes: size, state: 'failed' });
    expect(most - start).toBeLessThan(120);
  },
);
