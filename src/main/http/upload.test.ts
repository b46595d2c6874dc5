import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { UPLOAD_PATH, UPLOAD_TYPE } from '../../shared/upload.ts';
import { ANONYMOUS, CONSOLE } from '../core/access/caller.ts';
import type { ImportResult } from '../hermes/import-ledger.ts';
import type { Upload } from '../hermes/import-model.ts';
import { guardDoors } from './doors.ts';
import { answerErrors } from './errors.ts';
import { limitBodyTime, parseJsonBodies } from './request-body.ts';
import { serveUpload } from './upload.ts';

const STALL_MS = 60_000;
const BODY_MS = 30_000;

/** Stands for the library: what it is given, and the answer it is told to give. */
class FakeImporter {
  readonly #uploads: Upload[] = [];
  readonly answer = Promise.withResolvers<ImportResult>();
  readonly began = Promise.withResolvers<Upload>();

  receive(upload: Upload, giveUp: AbortSignal): Promise<ImportResult> {
    this.#uploads.push(upload);
    this.began.resolve(upload);
    const gone = new Promise<never>((_, reject) => {
      giveUp.addEventListener('abort', () => reject(new AppError('IMPORT_CANCELLED')));
    });
    return Promise.race([this.answer.promise, gone]);
  }

  get count(): number {
    return this.#uploads.length;
  }
}

let app: FastifyInstance;
let importer: FakeImporter;
let caller = CONSOLE;

beforeEach(async () => {
  // Only these: the sockets live on.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  importer = new FakeImporter();
  caller = CONSOLE;
  app = fastify({ requestTimeout: 0, forceCloseConnections: true });
  limitBodyTime(app, BODY_MS);
  guardDoors(app, { allowedHosts: [], allowedOrigins: [] });
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    request.caller = caller;
  });
  answerErrors(app, 1000);
  parseJsonBodies(app);
  serveUpload(app, { importer, stallAfterMs: STALL_MS });
  app.post('/query', () => ({}));
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
});

interface Sending {
  readonly path?: string;
  readonly method?: string;
  readonly length?: number;
  readonly type?: string;
}

/** A request whose body the test sends piece by piece. */
function begin({ path, method = 'POST', length = 1000, type = UPLOAD_TYPE }: Sending = {}) {
  const { port } = app.server.address() as AddressInfo;
  const sending = httpRequest({
    host: '127.0.0.1',
    port,
    path: path ?? `${UPLOAD_PATH}?name=a.gguf`,
    method,
    headers: { 'content-type': type, 'content-length': String(length) },
  });
  onTestFinished(() => void sending.destroy());
  sending.on('error', () => undefined);
  sending.flushHeaders();
  return sending;
}

const closing = (sending: ClientRequest): Promise<void> =>
  new Promise((resolve) => sending.once('close', resolve));

async function answerTo(sending: ClientRequest): Promise<{ status: number; code: unknown }> {
  const [response]: IncomingMessage[] = await once(sending, 'response');
  let text = '';
  for await (const chunk of response ?? []) text += String(chunk);
  return { status: response?.statusCode ?? 0, code: Object(JSON.parse(text)).code };
}

/** Waits until so many bytes of the body have come. */
async function arrived(body: Upload['body'], bytes: number): Promise<void> {
  for (let come = 0; come < bytes; ) {
    const [chunk] = await once(body, 'data');
    come += chunk.length;
  }
}

describe('an upload', () => {
  test('may take minutes, as long as something comes', async () => {
    const sending = begin({ length: 3 });
    const { body, size_bytes } = await importer.began.promise;
    expect(size_bytes).toBe(3);
    for (let minute = 0; minute < 3; minute += 1) {
      sending.write('x');
      await arrived(body, 1);
      vi.advanceTimersByTime(STALL_MS - 1);
    }
    const answered = answerTo(sending);
    importer.answer.reject(new AppError('GGUF_TRUNCATED'));
    expect(await answered).toEqual({ status: 422, code: 'GGUF_TRUNCATED' });
  });

  test('of which nothing comes any more ends, and so does its connection', async () => {
    const sending = begin();
    const { body } = await importer.began.promise;
    sending.write('x');
    await arrived(body, 1);
    const answered = answerTo(sending);
    const closed = closing(sending);
    vi.advanceTimersByTime(STALL_MS);
    expect(await answered).toEqual({ status: 409, code: 'IMPORT_CANCELLED' });
    vi.advanceTimersByTime(STALL_MS);
    await closed;
  });

  test('that is refused is answered at once, and cut off a little later', async () => {
    const sending = begin({ length: 2_000_000_000 });
    await importer.began.promise;
    importer.answer.reject(new AppError('NOT_GGUF'));
    expect(await answerTo(sending)).toEqual({ status: 422, code: 'NOT_GGUF' });
    const closed = closing(sending);
    vi.advanceTimersByTime(500);
    await closed;
  });

  test('that is refused at the door is cut off, too', async () => {
    caller = ANONYMOUS;
    const sending = begin({ length: 2_000_000_000 });
    expect(await answerTo(sending)).toEqual({ status: 401, code: 'UNAUTHORIZED' });
    expect(importer.count).toBe(0);
    const closed = closing(sending);
    vi.advanceTimersByTime(500);
    await closed;
  });
});

test('a JSON body that does not arrive in time ends with its connection', async () => {
  const sending = begin({ path: '/query', type: 'application/json' });
  await once(app.server, 'request'); // The hooks that begin at once have run.
  const closed = closing(sending);
  vi.advanceTimersByTime(BODY_MS);
  await closed;
});

describe('bytes are taken', () => {
  test.for([
    ['POST', '/models/%75pload?name=a'],
    ['POST', '/models/upload?name=a&specialties=code,audio'],
  ] as const)('by %s %s', async ([method, path]) => {
    begin({ method, path });
    expect(await importer.began.promise).toMatchObject({ name: 'a' });
  });

  test.for([
    ['POST', '/query'],
    ['PUT', '/models/upload'],
    ['POST', '/models/upload/x'],
    ['POST', '/models/import?/models/upload'],
  ] as const)('but not by %s %s', async ([method, path]) => {
    const answer = await answerTo(begin({ method, path }));
    expect(answer).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  test.for(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])(
    'and nothing else: not %s',
    async (type) => {
      const answer = await answerTo(begin({ type }));
      expect(answer).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    },
  );

  test.for([
    [''],
    ['?name='],
    ['?name=a&name=b'],
    ['?name=a&specialties=cooking'],
    ['?name=a&specialties='],
  ])('not with the query "%s"', async ([query]) => {
    const answer = await answerTo(begin({ path: `${UPLOAD_PATH}${query}` }));
    expect(answer).toEqual({ status: 400, code: 'INVALID_INPUT' });
  });
});
