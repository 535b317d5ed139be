import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const services = ['ec2', 's3', 'sts', 'kms', 'iam', 'lambda', 'rds', 'ssm'];
const calls = ['DescribeInstances', 'GetObject', 'AssumeRole', 'Decrypt', 'PutObject', 'GetParameter', 'ListUsers', 'RunInstances', 'CreateUser', 'DeleteTrail'];

/** So many rules of the kinds that packs are made of; one in five names no call. */
export async function writeBenchRules(count: number): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-rules-'));
  for (let at = 0; at < count; at += 1) await writeFile(join(folder, `rule-${at}.yml`), ruleOf(at));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

function ruleOf(at: number): string {
  const named = `eventSource: ${services[at % services.length]}.amazonaws.com\n    eventName: ${calls[(at * 7) % calls.length]}`;
  const asked = [
    `${named}\n    requestParameters.bucketName|contains: nothing-${at}`,
    `${named}\n    userIdentity.type: Root`,
    `${named}\n    sourceIPAddress|cidr: 203.0.${at % 250}.0/24`,
    `eventName|startswith: ${calls[at % calls.length]?.slice(0, 6)}\n    userAgent|contains: tool-${at}`,
    `userIdentity.arn|endswith: ':user/mallory-${at}'`,
  ][at % 5];
  return `title: Rule ${at}\nid: ${randomUUID()}\nlogsource:\n  product: aws\n  service: cloudtrail\ndetection:\n  called:\n    ${asked}\n  failed:\n    errorCode|exists: true\n  condition: called and not failed\nlevel: medium\n`;
}
