import type { AwsSession } from '../../../base/aws/door.ts';
import type { FoundTrail } from '../sources/find-trails.ts';

/** The folder of the organisation in the bucket of its trail, such as `o-abc/`; empty where there is none. */
export async function findOrganizations(session: AwsSession, { bucket, prefix, isOrganization }: FoundTrail): Promise<string[]> {
  if (!isOrganization) return [''];
  const names = await listFolders(session, { bucket, folder: `${prefix}AWSLogs/` });
  return names.filter((name) => /^o-[a-z0-9]+$/.test(name)).map((name) => `${name}/`);
}

/** The names of the folders in a folder of a bucket. */
export async function listFolders(session: AwsSession, { bucket, folder }: { bucket: string; folder: string }): Promise<string[]> {
  const names: string[] = [];
  for await (const { CommonPrefixes = [] } of session.pages('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: folder, Delimiter: '/' })) {
    for (const { Prefix = '' } of CommonPrefixes) names.push(Prefix.slice(folder.length).replace(/\/$/, ''));
  }
  return names;
}
