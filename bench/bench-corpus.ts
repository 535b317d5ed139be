import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readEnvironment } from '../src/base/config/read-environment.ts';
import { cloudTrailRecord } from '../src/testing/builders.ts';

export interface BenchCorpus {
  readonly folder: string;
  readonly files: readonly string[];
  remove(): Promise<void>;
}

const perFile = 3_500;
const files = 24;
const kinds = ['DescribeInstances', 'GetObject', 'AssumeRole', 'Decrypt', 'DescribeVolumes', 'ListUsers', 'PutObject', 'GetParameter', 'DescribeTags', 'ListObjects'];

/** Log files as CloudTrail writes them: those of WATCHKEEPER_BENCH_CORPUS, or some that are made for the occasion. */
export async function openBenchCorpus(): Promise<BenchCorpus> {
  const given = readEnvironment()['WATCHKEEPER_BENCH_CORPUS'];
  if (given !== undefined) return { folder: given, files: await logFiles(given), remove: () => Promise.resolve() };
  const root = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-corpus-'));
  const folder = join(root, 'AWSLogs', '111122223333', 'CloudTrail', 'us-east-1', '2026', '11', '20');
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < files; file += 1) {
    const records = Array.from({ length: perFile }, (_, at) => recordOf(file * perFile + at));
    await writeFile(join(folder, `${file}.json.gz`), gzipSync(JSON.stringify({ Records: records })));
  }
  return { folder: root, files: await logFiles(root), remove: () => rm(root, { recursive: true, force: true }) };
}

async function logFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.name.endsWith('.json.gz')).map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** As long as records usually are, and as varied. */
function recordOf(number: number): Record<string, unknown> {
  const name = kinds[number % kinds.length] ?? '';
  const id = number.toString(16).padStart(12, '0');
  return cloudTrailRecord({
    eventID: `00000000-0000-4000-8000-${id}`,
    eventName: name,
    eventSource: `${['ec2', 's3', 'sts', 'kms'][number % 4]}.amazonaws.com`,
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::111122223333:assumed-role/role-${number % 40}/${id}`, principalId: `AROAEXAMPLE:${id}`, accountId: '111122223333', sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::111122223333:role/role-${number % 40}`, userName: `role-${number % 40}` }, attributes: { creationDate: '2026-11-20T10:00:00Z', mfaAuthenticated: 'false' } } },
    requestParameters: { filterSet: { items: Array.from({ length: 6 }, (_, at) => ({ name: `tag:${at}`, valueSet: { items: [{ value: `${id}-${at}` }] } })) } },
    additionalEventData: { SignatureVersion: 'SigV4', CipherSuite: 'TLS_AES_128_GCM_SHA256', 'x-amz-id-2': Buffer.from(id.repeat(5)).toString('base64') },
    tlsDetails: { tlsVersion: 'TLSv1.3', clientProvidedHostHeader: 'ec2.us-east-1.amazonaws.com' },
  });
}
