import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { specialtySchema } from '../../shared/domain/specialty.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { requireAccess } from '../core/access/caller.ts';
import type { Importer } from '../hermes/import-model.ts';
import { httpError, sendError } from './errors.ts';

export const UPLOAD_PATH = '/models/upload';
export const UPLOAD_TYPE = 'application/octet-stream';

export interface UploadParts {
  readonly importer: Pick<Importer, 'receive'>;
  /** An upload of which nothing came for so long is given up, in ms. */
  readonly stallAfterMs: number;
}

/** What is left of a refused upload is read for so long, so that the client gets to the answer. */
const DRAIN_MS = 10_000;

const querySchema = z.object({
  name: z.string().min(1).max(500),
  specialties: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(specialtySchema).max(8))
    .optional(),
});

/** Of "C:\\models\\a.gguf" or "../a.gguf" the last part, without what no name should hold. */
export function plainFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replaceAll(/\p{C}/gu, '').trim().slice(0, 200) || 'model.gguf';
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

/** Browsers read an answer only when they have sent everything, or failed to. */
function drain(body: IncomingMessage): void {
  if (body.complete || body.destroyed) return;
  const timer = setTimeout(() => body.destroy(), DRAIN_MS).unref();
  body.once('close', () => clearTimeout(timer));
  body.resume();
}

/**
 * `POST /models/upload?name=…` with the file as body: a model from a client's disk. Outside the
 * contract, because the body is no JSON. It is written and hashed as it comes, whatever its size.
 * A form of another site cannot send this type of body, and scripts there fail at the Origin check.
 */
export function serveUpload(app: FastifyInstance, parts: UploadParts): void {
  const receive = async (request: FastifyRequest) => {
    requireAccess(request.caller, 'admin');
    const query = querySchema.safeParse(request.query);
    if (!query.success) {
      throw new AppError('INVALID_INPUT', {
        message: `Upload with ?name=<file name>. ${z.prettifyError(query.error)}`,
      });
    }
    const { raw } = request;
    const { name, specialties } = query.data;
    return parts.importer.receive(
      {
        name: plainFileName(name),
        size_bytes: lengthOf(raw),
        specialties,
        // Whoever refuses the body destroys it; the request's own would take the answer with it.
        body: raw.pipe(new PassThrough()),
      },
      watch(raw, parts.stallAfterMs),
    );
  };
  void app.register(async (scope) => {
    // The body stays a stream; the handler reads it.
    scope.addContentTypeParser(UPLOAD_TYPE, (_request, _body, done) => done(null));
    scope.post(UPLOAD_PATH, async (request, reply) => {
      try {
        const result = await receive(request);
        return await reply.code(201).send(result);
      } catch (caught) {
        reply.header('connection', 'close');
        drain(request.raw);
        const error = httpError(caught, 0);
        if (error.code === 'INTERNAL') request.log.error({ err: caught }, 'internal error');
        return sendError(reply, error);
      }
    });
  });
}
