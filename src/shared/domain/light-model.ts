import * as z from 'zod';

/** What the file of a light model says of itself, beyond what every model file says. */
export const lightModelSchema = z.object({
  /** Sentences with which an answer begins that is none: the question is beyond the model. */
  beyond: z.array(z.string().min(1)).min(1),
});
export type LightModel = z.infer<typeof lightModelSchema>;
