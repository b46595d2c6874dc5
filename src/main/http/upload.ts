import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { UPLOAD_PATH, UPLOAD_TYPE } from '../../shared/upload.ts';
import { requireAccess } from '../core/access/caller.ts';
import type { Importer } from '../hermes/import-model.ts';
import { liftBodyTime } from './request-body.ts';
import { uploadQuerySchema } from './upload-operation.ts';

export interface UploadParts {
  readonly importer: Pick<Importer, 'receive'>;
  /** An upload of which nothing came for so long is given up, in ms. */
  readonly stallAfterMs: number;
}

function readQuery(query: unknown): z.infer<typeof uploadQuerySchema> {
  const parsed = uploadQuerySchema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID_INPUT', {
    message: `Upload with ?name=<file name>. ${z.prettifyError(parsed.error)}`,
  });
}

function lengthOf({ headers }: IncomingMessage): number {
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (Number.isSafeInteger(length)) return length;
  throw new AppError('LENGTH_REQUIRED');
}

/** Aborts when the client goes away, or sends nothing for too long. */
function watch(body: IncomingMessage, stallAfterMs: number): AbortSignal {
  const gone = new AbortController();
  const stalled = setTimeout(() => gone.abort(), stallAfterMs);
  const stop = (): void => clearTimeout(stalled);
  body.on('data', () => stalled.refresh());
  body.once('end', stop);
  body.once('close', stop);
  // Before whoever reads the body hears of it: then it is clear why the body broke off.
  body.prependOnceListener('aborted', () => gone.abort());
  body.prependOnceListener('error', () => gone.abort());
  return gone.signal;
}

/**
 * `POST /models/upload?name=…` with the file as body: a model from a client's disk. Outside the
 * contract, because the body is no JSON. It is written and hashed as it comes, whatever its size.
 * A form of another site cannot send this type of body, and a script there only after a preflight,
 * which is answered to `allowed_origins` alone; besides, the doors look at its Origin.
 */
export function serveUpload(app: FastifyInstance, { importer, stallAfterMs }: UploadParts): void {
  const receive = async (request: FastifyRequest, reply: FastifyReply) => {
    requireAccess(request.caller, 'admin');
    const { raw } = request;
    const { name, specialties } = readQuery(request.query);
    const size_bytes = lengthOf(raw);
    liftBodyTime(request);
    const gone = watch(raw, stallAfterMs);
    // Whoever refuses the body destroys it; the request's own would take the answer with it.
    const body = raw.pipe(new PassThrough());
    try {
      const result = await importer.receive({ name, size_bytes, specialties, body }, gone);
      return await reply.code(201).send(result);
    } finally {
      raw.unpipe(body);
    }
  };
  void app.register(async (scope) => {
    // The body stays a stream; the handler reads it.
    scope.addContentTypeParser(UPLOAD_TYPE, (_request, _body, done) => done(null));
    scope.post(UPLOAD_PATH, receive);
  });
}
