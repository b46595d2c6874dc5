import * as z from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { isErrorCode } from '../../shared/errors/catalogue.ts';

export interface PurgeRequest {
  readonly older_than_s?: number;
  readonly state?: readonly string[];
  readonly all?: boolean;
  readonly preview: boolean;
}

const countSchema = z.object({ forgotten: z.int(), wiped: z.int(), preview: z.boolean() });
const errorSchema = z.object({ code: z.string().refine(isErrorCode), message: z.string() });

/**
 * Asks the running product to take finished queries away: the database is its alone.
 * @returns what to print
 * @throws AppError what the product refuses with
 */
export async function purgeQueries(
  url: string,
  token: string,
  request: PurgeRequest,
): Promise<string> {
  const response = await fetch(`${url}/queries/purge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  const body: unknown = await response.json();
  if (!response.ok) {
    const { code, message } = errorSchema.parse(body);
    throw new AppError(code, { message });
  }
  const { forgotten, wiped } = countSchema.parse(body);
  const kept = wiped === 0 ? '' : `, ${wiped} more without content (their keys are still valid)`;
  return request.preview
    ? `${forgotten + wiped} finished queries would be taken away. Add --yes to do it.`
    : `${forgotten} finished queries were taken away${kept}.`;
}
