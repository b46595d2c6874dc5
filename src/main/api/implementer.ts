import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { ApiContext } from './context.ts';

/** The contract, ready to be given handlers. */
export const api = implement(contract).$context<ApiContext>();
export type Api = typeof api;
