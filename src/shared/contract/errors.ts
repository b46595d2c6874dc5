import * as z from 'zod';
import { ERROR_CATALOGUE, type ErrorCode } from '../errors/catalogue.ts';

const errorData = z.record(z.string(), z.unknown()).optional();

interface ErrorDefinition {
  readonly status: number;
  readonly message: string;
  readonly data: typeof errorData;
}

/** The typed errors of an operation, by their codes in the catalogue. */
export function catalogueErrors<Code extends ErrorCode>(
  ...codes: readonly Code[]
): Record<Code, ErrorDefinition> {
  const definitions: Partial<Record<Code, ErrorDefinition>> = {};
  for (const code of codes) {
    const { status, message } = ERROR_CATALOGUE[code];
    definitions[code] = { status, message, data: errorData };
  }
  return definitions as Record<Code, ErrorDefinition>;
}
