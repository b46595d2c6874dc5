import * as z from 'zod';

/** What separates models from the app: a process each, or such a process in a sandbox. */
export const isolationKindSchema = z.enum(['process', 'bubblewrap']);

/**
 * works: it was tried. chosen: the settings want no sandbox. The others say why there is none
 * although it would be welcome.
 */
export const isolationReasonSchema = z.enum([
  'works',
  'chosen',
  'not_installed',
  'does_not_work',
  'other_system',
  'desktop',
]);

export interface Isolation {
  readonly kind: z.infer<typeof isolationKindSchema>;
  readonly reason: z.infer<typeof isolationReasonSchema>;
  /** To a person: what is missing, and what to do. */
  readonly detail: string;
}
