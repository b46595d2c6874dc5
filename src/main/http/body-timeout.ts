import type { FastifyInstance } from 'fastify';
import { UPLOAD_PATH } from './upload.ts';

/**
 * A request's body has this long to arrive. Node's own limit would also hold for uploads, which may
 * take minutes; those have a limit between two pieces instead.
 */
export function limitBodyTime(app: FastifyInstance, limitMs: number): void {
  app.addHook('onRequest', async ({ raw, url }) => {
    if (raw.complete || url.split('?')[0] === UPLOAD_PATH) return;
    const late = setTimeout(() => raw.destroy(), limitMs).unref();
    const stop = (): void => clearTimeout(late);
    raw.once('end', stop);
    raw.once('close', stop);
  });
}
