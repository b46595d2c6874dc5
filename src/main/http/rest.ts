import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type {
  StandardHandleResult,
  StandardHandlerInterceptorOptions,
} from '@orpc/server/standard';
import { type InterceptorOptions, isAsyncIteratorObject } from '@orpc/shared';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiContext } from '../api/context.ts';
import type { apiInterceptor } from '../api/interceptors.ts';
import type { ApiRouter } from '../api/router.ts';

export const QUERY_ID_HEADER = 'x-vx11-query-id';

/** "Prefer: respond-async" on POST /query means the operation POST /queries (RFC 7240). */
function rewriteAsync(
  method: string,
  url: string,
  prefer: string | readonly string[] | undefined,
): string {
  const asks =
    method === 'POST' && /(?:^|[,;\s])respond-async\b/i.test([prefer ?? []].flat().join(','));
  return asks && /^\/query(?=$|\?)/.test(url) ? url.replace('/query', '/queries') : url;
}

type Call = InterceptorOptions<
  StandardHandlerInterceptorOptions<ApiContext>,
  Promise<StandardHandleResult>
>;

/** Errors that say when to come back say it in the header, too. */
async function addRetryAfter(call: Call): Promise<StandardHandleResult> {
  const result = await call.next();
  const after: unknown = Object(Object(result.response?.body).data).retry_after_s;
  if (result.response !== undefined && typeof after === 'number') {
    result.response.headers['retry-after'] = String(after);
  }
  return result;
}

/** HEAD is GET without the body; of a stream, without its listener. */
async function answerHead(call: Call): Promise<StandardHandleResult> {
  if (call.request.method !== 'HEAD') return call.next();
  const result = await call.next({ ...call, request: { ...call.request, method: 'GET' } });
  if (!result.matched) return result;
  const { body, ...response } = result.response;
  if (isAsyncIteratorObject(body)) await body.return?.();
  return { matched: true, response: { ...response, body: undefined } };
}

/** Every REST route of the contract. */
export function serveRest(
  app: FastifyInstance,
  router: ApiRouter,
  interceptor: ReturnType<typeof apiInterceptor>,
): void {
  const handler = new OpenAPIHandler<ApiContext>(router, {
    clientInterceptors: [interceptor],
    rootInterceptors: [answerHead, addRetryAfter],
  });
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { method, url, headers, caller } = request;
    // oRPC routes by this property of Express, which Fastify keeps too.
    Object.assign(request.raw, { originalUrl: rewriteAsync(method, url, headers['prefer']) });
    const { matched } = await handler.handle(request, reply, {
      context: {
        caller,
        onAcknowledged: (id) => {
          if (!reply.raw.headersSent) reply.header(QUERY_ID_HEADER, id);
        },
      },
    });
    if (!matched) reply.callNotFound();
  };
  app.all('/*', serve);
  app.all('/', serve);
}
