import { z } from 'zod';

export const unitKinds = [
  'rule',
  'discoverer',
  'check',
  'advisor',
  'channel',
  'section',
  'action',
  'agent',
  'tool',
  'command',
  'route',
  'framework',
  'story',
] as const;
export const unitKindSchema = z.enum(unitKinds);
export type UnitKind = z.infer<typeof unitKindSchema>;

/** One line of the catalogue. Kinds add their own facts beside these. */
export const unitCardSchema = z.looseObject({ kind: unitKindSchema, id: z.string(), title: z.string() });
export type UnitCard = z.infer<typeof unitCardSchema>;
