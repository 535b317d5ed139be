import type { ServiceName } from '../../base/aws/services.ts';
import { signingNameOf } from '../access/signature.ts';
import type { HttpCall } from './http-call.ts';

/** Which service a request is for: by the signature's scope; without one, by what the request looks like. */
export function findService(call: HttpCall): ServiceName | undefined {
  const name = signingNameOf(call) ?? unsignedName(call);
  const service = name === undefined ? undefined : signingNames[name];
  // Both generations of SES sign as `ses`.
  return service === 'ses' && call.path.startsWith('/v2/') ? 'sesv2' : service;
}

const signingNames: Readonly<Record<string, ServiceName>> = {
  athena: 'athena',
  cloudtrail: 'cloudtrail',
  ec2: 'ec2',
  events: 'events',
  glue: 'glue',
  iam: 'iam',
  kms: 'kms',
  organizations: 'organizations',
  s3: 's3',
  ses: 'ses',
  sns: 'sns',
  sqs: 'sqs',
  sts: 'sts',
};

const targets: Readonly<Record<string, string>> = { AmazonAthena: 'athena', AWSGlue: 'glue', AWSEvents: 'events', CloudTrail_20131101: 'cloudtrail', AWSOrganizationsV20161128: 'organizations', AmazonSQS: 'sqs', TrentService: 'kms' };
const versions: Readonly<Record<string, string>> = { '2016-11-15': 'ec2', '2010-05-08': 'iam', '2010-12-01': 'ses', '2010-03-31': 'sns', '2011-06-15': 'sts' };

function unsignedName({ headers, body, path, query }: HttpCall): string | undefined {
  const target = headers['x-amz-target'];
  if (target !== undefined) return targets[target.split('.').at(-2) ?? ''];
  const form = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(Buffer.from(body).toString('latin1')) : query;
  const version = form.get('Version');
  if (form.has('Action') && version !== null) return versions[version];
  if (path.startsWith('/v2/email/')) return 'ses';
  const [, fromHost] = /^(?:.*\.)?([a-z0-9]+)\.[a-z0-9-]+\.amazonaws\.com/.exec(headers.host ?? '') ?? [];
  return fromHost === 'email' ? 'ses' : (fromHost ?? 's3');
}
