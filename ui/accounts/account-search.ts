import { z } from 'zod';

export const accountSearchSchema = z.object({
  /** The one whose panel is open, by its id. */
  account: z.string().optional().catch(undefined),
});
