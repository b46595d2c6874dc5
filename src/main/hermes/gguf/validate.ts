import type { GgufSummary } from './summary.ts';

export type { GgufSummary } from './summary.ts';

/** @throws GgufError when the file must not be loaded */
export async function validateGguf(path: string): Promise<GgufSummary> {
  throw new Error(`Not written yet: ${path}`);
}
