import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { getContractRouter, isContractProcedure } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { type Access, accessOf } from '../../shared/contract/access.ts';
import { contract } from '../../shared/contract/index.ts';
import { uploadOperation } from './upload-operation.ts';

const DESCRIPTION =
  'One port for the language models and command-line tools of this machine. Beside these ' +
  'operations, /v1 speaks the OpenAI protocol, and /ws carries the same operations over WebSocket.';

/** The contract, and the one REST operation outside it. */
const DOCUMENTED = { ...contract, models: { ...contract.models, upload: uploadOperation } };

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

const NEEDS: Readonly<Record<Access, string>> = {
  public: 'Open to anyone on this machine.',
  query: 'Open to anyone on this machine; a token with the scope `query` gives its own priority.',
  read: 'Needs the scope `read`.',
  clis: 'Needs the scope `clis`.',
  admin: 'Needs the scope `admin`.',
};

function accessOfOperation(operationId: string | undefined): Access {
  const procedure = getContractRouter(DOCUMENTED, (operationId ?? '').split('.'));
  return isContractProcedure(procedure) ? accessOf(procedure['~orpc'].meta) : 'admin';
}

/**
 * The generator takes a list in an address for an object; it is sent by repeating its name
 * (`state=queued&state=running`).
 */
function describeLists(parameters: readonly object[] = []): void {
  for (const parameter of parameters) {
    if ('style' in parameter && parameter.style === 'deepObject') {
      Object.assign(parameter, { style: 'form' });
    }
  }
}

/** Says at each operation who may call it; the level is the contract's. */
function addAccess(document: Document): Document {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of [path?.get, path?.post, path?.put, path?.delete, path?.patch]) {
      if (operation === undefined) continue;
      describeLists(operation.parameters);
      const access = accessOfOperation(operation.operationId);
      const open = access === 'public' || access === 'query';
      Object.assign(operation, {
        'x-vx11-access': access,
        description: [operation.description, NEEDS[access]].filter(Boolean).join('\n\n'),
        security: open ? [{}, { token: [] }] : [{ token: [] }],
      });
    }
  }
  return document;
}

async function generateDocument(version: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(DOCUMENTED, {
    info: { title: 'VX11 Control', version, description: DESCRIPTION },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  });
  return addAccess(document);
}

/** The page's widgets set styles inline; scripts come from files only. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json`, and `/docs` from files of this server: nothing is fetched from elsewhere. */
export async function serveDocuments(app: FastifyInstance, version: string): Promise<void> {
  const document = await generateDocument(version);
  app.get('/openapi.json', () => document);
  await app.register(fastifySwagger, {
    // The page wants a document of its own maker; ours takes its place below.
    mode: 'static',
    specification: { document: { openapi: '3.1.1', info: { title: '', version }, paths: {} } },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    transformSpecification: () => ({ ...document }),
    transformSpecificationClone: false,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'VX11 Control' },
    uiConfig: { layout: 'BaseLayout', validatorUrl: null },
  });
}
