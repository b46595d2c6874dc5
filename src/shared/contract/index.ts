import { downloads } from './downloads.ts';
import { events } from './events.ts';
import { models } from './models.ts';
import { queries } from './queries.ts';
import { rotation } from './rotation.ts';
import { system } from './system.ts';

/** Every operation of the product, once; transports, documents and clients derive from it. */
export const contract = { system, queries, models, downloads, rotation, events };
