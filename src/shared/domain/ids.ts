import type { Brand } from './brand.ts';

export type QueryId = Brand<string, 'QueryId'>;
/** `author/repo:quant` for hub files, `local/name:quant` for imported, `built-in/…` for shipped. */
export type ModelId = Brand<string, 'ModelId'>;

export const queryId = (value: string): QueryId => value as QueryId;
export const modelId = (value: string): ModelId => value as ModelId;
