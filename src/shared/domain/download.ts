import * as z from 'zod';
import { queryErrorSchema } from './query.ts';
import type { EpochMs } from './units.ts';

/**
 * - `queued`: waits for its turn
 * - `running`: bytes come
 * - `waiting`: something outside is in the way (`error`); it goes on by itself (`retry_at`)
 * - `checking`: all bytes are here and are looked at
 * - `paused`: by the operator, or because the disk is full (`error`), until it is resumed
 */
const UNENDED = ['queued', 'running', 'waiting', 'checking', 'paused'] as const;
const ENDED = ['succeeded', 'failed', 'cancelled'] as const;
export const downloadStateSchema = z.enum([...UNENDED, ...ENDED]);
export type DownloadState = z.infer<typeof downloadStateSchema>;

/** A model file on its way from Hugging Face into the library. */
export const downloadSchema = z.object({
  download_id: z.string(),
  repo: z.string().describe('"author/name"'),
  file: z.string().describe('Its path in the repository'),
  commit: z.string().nullable().describe('What it is taken from; null until the hub was asked'),
  sha256: z.string().nullable().describe('What it must have; null until the hub was asked'),
  state: downloadStateSchema,
  done_bytes: z.number(),
  total_bytes: z.number().nullable().describe('Null until the hub was asked'),
  bytes_per_second: z.number().nullable().describe('Over the last seconds'),
  seconds_left: z.number().nullable(),
  error: queryErrorSchema.nullable().describe('Why it failed, waits or was paused'),
  retry_at: z.string().nullable().describe('When one that waits goes on'),
  model_id: z.string().nullable().describe('Set when it succeeded'),
  already_present: z.boolean().describe('The library had this content before'),
  created_at: z.string(),
  finished_at: z.string().nullable(),
});
export type Download = z.infer<typeof downloadSchema>;

export const hasEnded = (state: DownloadState): boolean => ENDED.some((end) => end === state);

/** A download as the registry keeps it. */
export interface StoredDownload
  extends Pick<
    Download,
    'download_id' | 'repo' | 'file' | 'sha256' | 'state' | 'error' | 'model_id' | 'already_present'
  > {
  readonly commit_id: string | null;
  readonly size_bytes: number | null;
  /** Bytes that are in the partial file, of each piece. */
  readonly pieces: readonly number[];
  /** How often it began again because the content was wrong. */
  readonly fresh_starts: number;
  readonly created_at: EpochMs;
  readonly finished_at: EpochMs | null;
}
