import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { contract } from '../../shared/contract/index.ts';

const DESCRIPTION =
  'One port for the language models and command-line tools of this machine. Beside these ' +
  'operations, /v1 speaks the OpenAI protocol, and /ws carries the same operations for oRPC clients.';

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

export function generateDocument(version: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(contract, {
    info: { title: 'VX11 Control', version, description: DESCRIPTION },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    security: [{}, { token: [] }],
  });
}

/** `/openapi.json`, and `/docs` from files of this server: nothing is fetched from elsewhere. */
export async function serveDocuments(app: FastifyInstance, version: string): Promise<void> {
  let document: Promise<Document> | undefined;
  const load = (): Promise<Document> => (document ??= generateDocument(version));
  app.get('/openapi.json', load);
  await app.register(fastifySwagger, {
    mode: 'static',
    specification: {
      document: { openapi: '3.1.1', info: { title: 'VX11 Control', version }, paths: {} },
    },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { url: '/openapi.json', validatorUrl: null },
  });
}
