import type { Server } from 'node:http';
import { RPCHandler } from '@orpc/server/ws';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../api/context.ts';
import { apiInterceptor } from '../api/interceptors.ts';
import type { ApiRouter } from '../api/router.ts';
import type { Services } from '../api/services.ts';
import { reachableUrl } from '../core/reachable-url.ts';
import { serveConsole } from './console.ts';
import { allowOrigins, answerPreflights } from './cors.ts';
import { serveDocuments } from './documents.ts';
import { type DoorRules, guardDoors, guardUpgrade, SECURITY_HEADERS } from './doors.ts';
import { answerErrors, httpError, sendError } from './errors.ts';
import { type IdentifyParts, identify, identifyCallers, refuseStrangers } from './identify.ts';
import { serveOpenAI } from './openai/routes.ts';
import { limitBodyTime, parseJsonBodies } from './request-body.ts';
import { serveRest } from './rest.ts';
import { serveUpload } from './upload.ts';
import { serveWebSocket } from './websocket.ts';

export interface HttpParts extends DoorRules, IdentifyParts {
  readonly router: ApiRouter;
  readonly services: Services;
  readonly log: FastifyBaseLogger;
  readonly host: string;
  readonly port: number;
  /** Largest JSON body, raw bytes. */
  readonly bodyLimit: number;
  /** Folder of the built console. */
  readonly consoleRoot: string;
}

export interface HttpServer {
  /** As printed: `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): Promise<void>;
}

function listenError(caught: unknown, host: string, port: number): AppError {
  const code = caught instanceof Error && 'code' in caught ? caught.code : undefined;
  if (code === 'EADDRINUSE') {
    return new AppError('PORT_IN_USE', {
      message: `Port ${port} on ${host} is taken by another program. Stop it, or choose another port with VX11_PORT.`,
      data: { host, port },
      cause: caught,
    });
  }
  return new AppError('ADDRESS_UNAVAILABLE', {
    message: `Cannot listen on ${host}:${port} (${String(code)}). Check VX11_HOST and VX11_PORT.`,
    data: { host, port },
    cause: caught,
  });
}

/** The one it listens on; the settings may leave the choice to the system (port 0). */
function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new AppError('INTERNAL');
  return address.port;
}

/** For a JSON body to arrive. */
const BODY_TIME_MS = 30_000;
/** Between two pieces of an upload. */
const UPLOAD_STALL_MS = 60_000;

function createApp({ log, bodyLimit }: HttpParts) {
  return fastify<Server>({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    forceCloseConnections: true,
    // Refused before any route or hook sees them.
    frameworkErrors: (error, _request, reply) =>
      void sendError(reply.headers(SECURITY_HEADERS), httpError(error, bodyLimit)),
    requestTimeout: 0, // See `limitBodyTime`; answers may take as long as they need.
  });
}

/** Everything on the port: doors first, then /v1, documents, console, and the contract's routes. */
export async function startHttp(parts: HttpParts): Promise<HttpServer> {
  const app = createApp(parts);
  const interceptor = apiInterceptor(parts.log);
  limitBodyTime(app, BODY_TIME_MS);
  allowOrigins(app, parts.allowedOrigins);
  guardDoors(app, parts);
  answerPreflights(app, parts.allowedOrigins);
  identifyCallers(app, parts);
  answerErrors(app, parts.bodyLimit);
  parseJsonBodies(app);
  serveOpenAI(app, parts.services);
  serveUpload(app, { importer: parts.services.importer, stallAfterMs: UPLOAD_STALL_MS });
  await serveDocuments(app, parts.services.version);
  await serveConsole(app, parts.consoleRoot, parts.sessions);
  serveRest(app, parts.router, interceptor);
  const sockets = serveWebSocket(app.server, {
    handler: new RPCHandler<ApiContext>(parts.router, { clientInterceptors: [interceptor] }),
    router: parts.router,
    interceptor,
    guard: (request) => guardUpgrade(request, parts),
    identify: async (request) => {
      const caller = await identify(request, parts, { lenient: false });
      refuseStrangers(caller, request.url);
      return caller;
    },
    maxMessageBytes: parts.bodyLimit,
  });
  try {
    await app.listen({ host: parts.host, port: parts.port });
    return {
      url: reachableUrl(parts.host, portOf(app.server)),
      close: async () => {
        sockets.close();
        await app.close();
      },
    };
  } catch (caught) {
    await app.close();
    throw listenError(caught, parts.host, parts.port);
  }
}
