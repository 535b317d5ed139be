import { z } from 'zod';

export const actorKinds = [
  'user',
  'sso',
  'saml',
  'web-identity',
  'ci',
  'workload',
  'instance',
  'function',
  'task',
  'service',
  'account',
  'root',
  'role',
  'anonymous',
  'unknown',
] as const;

/** Who really stands behind a call: the person, job or machine at the beginning of its sessions. */
export const actorSchema = z.object({
  name: z.string(),
  /** `role` is a session whose beginning is not known; `account` is someone of another account. */
  kind: z.enum(actorKinds),
  /** How the call came from the actor, one readable step each, from the call back to the actor. */
  chain: z.array(z.string()),
  /** `low` where only a name says so that any caller may choose. */
  confidence: z.enum(['high', 'medium', 'low']),
  /** What it is known from. */
  via: z.string(),
}).meta({ id: 'Actor' });
export type Actor = z.infer<typeof actorSchema>;
