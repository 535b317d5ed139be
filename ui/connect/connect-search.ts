import { z } from 'zod';

export const connectWays = ['role', 'organization', 'machine', 'key'] as const;
export type ConnectWay = (typeof connectWays)[number];

/** Where the wizard stands. The external id stands here too, so that it is still the template's after the page was loaded again. */
export const connectSearchSchema = z.object({
  way: z.enum(connectWays).optional().catch(undefined),
  step: z.enum(['template', 'details', 'result']).optional().catch(undefined),
  externalId: z.string().max(200).optional().catch(undefined),
  /** What was connected, by its id. */
  account: z.string().optional().catch(undefined),
  organization: z.string().optional().catch(undefined),
});
export type ConnectSearch = z.output<typeof connectSearchSchema>;
export type ConnectStep = NonNullable<ConnectSearch['step']> | 'way';

/** The steps of a way, in order. */
export function stepsOf(way: ConnectWay | undefined): readonly ConnectStep[] {
  return way === 'machine' || way === 'key' ? ['way', 'details', 'result'] : ['way', 'template', 'details', 'result'];
}

/** Random enough that nobody guesses it; it is no secret. */
export function makeExternalId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `watchkeeper-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
