import type { ServiceName } from '../base/aws/services.ts';
import { readPolicy } from './access/read-policy.ts';

const secretNames = /secret|password|token|^body$|^message$|messagebody/i;

/** What CloudTrail keeps of a call's input: names begin with a small letter, secrets are left out, and some services have ways of their own. */
export function recordParameters(service: ServiceName, input: unknown): Record<string, unknown> | null {
  const parameters = plainRecord(input, service === 'ec2');
  const kept = service === 's3' ? bucketParameters(parameters) : service === 'ec2' ? setParameters(parameters) : parameters;
  return Object.keys(kept).length === 0 ? null : kept;
}

/** S3 names the bucket by another word and writes its policy out. */
function bucketParameters({ bucket, policy, ...rest }: Record<string, unknown>): Record<string, unknown> {
  if (typeof bucket !== 'string') return rest;
  const document = typeof policy === 'string' ? readPolicy(policy) : undefined;
  return { bucketName: bucket, Host: `${bucket}.s3.amazonaws.com`, ...rest, ...(document ? { bucketPolicy: document, policy: '' } : {}) };
}

/** EC2 asks for instances in a set of their own. */
function setParameters({ instanceIds, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const ids: unknown = Reflect.get(Object(instanceIds), 'items');
  return Array.isArray(ids) ? { instancesSet: { items: ids.map((instanceId: unknown) => ({ instanceId })) }, ...rest } : rest;
}

function plainRecord(input: unknown, hasItems: boolean): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  if (typeof input !== 'object' || input === null) return record;
  for (const [name, value] of Object.entries(input)) {
    const kept = secretNames.test(name) ? 'HIDDEN_DUE_TO_SECURITY_REASONS' : plain(value, hasItems);
    if (kept !== undefined) record[small(name)] = kept;
  }
  return record;
}

/** EC2 wraps its lists, as its XML does. */
function plain(value: unknown, hasItems: boolean): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return undefined;
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? plainRecord(value, hasItems) : value;
  const items = value.map((item) => plain(item, hasItems));
  return hasItems ? { items } : items;
}

function small(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
