import { z } from 'zod';
import type { PolicyDocument } from '../world/world.ts';
import { isKnownOperator } from './policy-conditions.ts';

const textOrList = z.union([z.string(), z.array(z.string())]);
const principalSchema = z.union([z.literal('*'), z.record(z.enum(['AWS', 'Service', 'Federated', 'CanonicalUser']), textOrList.optional())]);
const statementSchema = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principalSchema.optional(),
    NotPrincipal: principalSchema.optional(),
    Action: textOrList.optional(),
    NotAction: textOrList.optional(),
    Resource: textOrList.optional(),
    NotResource: textOrList.optional(),
    Condition: z
      .record(
        z.string().refine(isKnownOperator, 'is not a condition operator'),
        z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
      )
      .optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), 'needs one of Action and NotAction');
const documentSchema = z.strictObject({
  Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([z.array(statementSchema).min(1), statementSchema]),
});

/** A policy as it is written down; undefined when it is none, or not one that AWS would take. */
export function readPolicy(text: string | undefined): PolicyDocument | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const parsed = documentSchema.safeParse(JSON.parse(text));
    return parsed.success ? trustParsed(parsed.data) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Guarantee: the schema above is PolicyDocument's own shape; only optional fields that are absent differ in their type. */
function trustParsed(parsed: z.output<typeof documentSchema>): PolicyDocument {
  return parsed as PolicyDocument;
}
