import { evaluateStatements, statementsOf } from '../access/evaluate-policy.ts';
import { readPolicy } from '../access/read-policy.ts';
import type { SimQueue } from '../world/world.ts';

/** Whether a queue's own policy lets a service of AWS send to it, on behalf of what has this ARN. */
export function serviceMaySend(queue: SimQueue, service: string, { sourceArn, accountId }: { sourceArn: string; accountId: string }): boolean {
  const policy = readPolicy(queue.attributes.get('Policy'));
  if (!policy) return false;
  const statements = statementsOf(policy).filter(({ Principal }) => Principal === '*' || (Principal !== undefined && [Principal['Service'] ?? []].flat().some((name) => name === service)));
  const context = { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': accountId, 'aws:principalservicename': service };
  return evaluateStatements(statements, { action: 'sqs:SendMessage', resource: queue.arn, context }) === 'allow';
}
