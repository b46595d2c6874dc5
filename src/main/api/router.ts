import { downloadOperations } from './download-operations.ts';
import { api } from './implementer.ts';
import { modelOperations } from './model-operations.ts';
import { queryOperations } from './query-operations.ts';
import { rotationOperations } from './rotation-operations.ts';
import type { Services } from './services.ts';

/** Every operation of the contract with its handler; the transports serve this. */
export function createRouter(services: Services) {
  return api.router({
    system: {
      welcome: api.system.welcome.handler(() => ({
        name: 'VX11 Control',
        version: services.version,
        console: '/console/',
        docs: '/docs',
        openapi: '/openapi.json',
      })),
      health: api.system.health.handler(() => services.health()),
      status: api.system.status.handler(() => services.status()),
      stats: api.system.stats.handler(() => services.statistics()),
      specialties: api.system.specialties.handler(({ input }) => {
        const all = services.specialties();
        return {
          specialties: input?.detail === true ? [...all] : all.map(({ name }) => name),
        };
      }),
    },
    queries: queryOperations(api, services),
    models: modelOperations(api, services),
    rotation: rotationOperations(api, services),
    downloads: downloadOperations(api, services),
    events: api.events.handler(({ signal }) => services.events.subscribe(signal)),
  });
}
export type ApiRouter = ReturnType<typeof createRouter>;
