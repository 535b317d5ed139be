import { z } from 'zod';

export const credentialSearchSchema = z.object({
  /** The one whose panel is open, by its id; `new` for the form. */
  credential: z.string().optional().catch(undefined),
});
