import { readPolicy } from './access/read-policy.ts';
import { AwsRefusal } from './aws-refusal.ts';
import type { PolicyDocument } from './world/world.ts';

/** A policy as callers write it; AWS refuses one that it cannot read, each service in its own words. */
export function parsePolicy(text: string | undefined, code = 'MalformedPolicyDocumentException'): PolicyDocument {
  const policy = readPolicy(text);
  if (!policy) throw new AwsRefusal(code, 'The policy is not in the valid JSON format, or says something that policies cannot say.');
  return policy;
}
