import type { PolicyStatement } from '../../../base/aws/policy.ts';
import { AppError } from '../../../core/app-error.ts';
import type { AthenaSettings } from './athena-desk.ts';
import { athenaEstimateActions } from './estimate-athena-query.ts';
import { athenaQueryActions } from './execute-athena-query.ts';
import { athenaSchemaActions } from './get-athena-table-schema.ts';
import { keepTableActions } from './keep-athena-table.ts';
import { glueJobActions } from './run-glue-etl-job.ts';

export const permissionFeatures = ['athena', 'athena-table', 'glue'] as const;
export type PermissionFeature = (typeof permissionFeatures)[number];

/** What the product itself calls for each feature. */
const featureActions: Readonly<Record<PermissionFeature, readonly string[]>> = {
  athena: [...new Set([...athenaQueryActions, ...athenaEstimateActions, ...athenaSchemaActions])].sort(),
  'athena-table': keepTableActions,
  glue: glueJobActions,
};

/** All of them, for a simulated AWS whose Athena is asked. */
export const athenaActions: readonly string[] = [...new Set(Object.values(featureActions).flat())];

/**
 * The statements of a feature. Athena reads the catalogue and the files, and writes the answers, with the permissions of
 * whoever asks: so they stand here although the product never makes those calls.
 */
export function athenaPermissions(feature: PermissionFeature, settings: AthenaSettings): PolicyStatement[] {
  if (feature === 'glue') return [{ Sid: 'RunGlueJobs', Effect: 'Allow', Action: featureActions.glue, Resource: '*' }];
  const { output, location, trail, workgroup } = settings;
  if (output === undefined) throw new AppError('bad-config', `What ${feature} needs depends on where Athena puts its answers, which is not set`, { hint: 'Set athena.output to a folder in S3 of its own: only that one may be written to' });
  const files = feature === 'athena' ? [location, trail].flatMap((place) => place ?? []) : [];
  return [
    { Sid: 'AskAthena', Effect: 'Allow', Action: featureActions[feature].filter((action) => action.startsWith('athena:')), Resource: [`arn:aws:athena:*:*:workgroup/${workgroup}`, 'arn:aws:athena:*:*:datacatalog/*'] },
    { Sid: 'AthenaReadsTheCatalogue', Effect: 'Allow', Action: ['glue:GetDatabase', 'glue:GetPartition', 'glue:GetPartitions', 'glue:GetTable'], Resource: '*' },
    ...(feature === 'athena-table' ? [{ Sid: 'AthenaKeepsTheTable', Effect: 'Allow', Action: ['glue:CreateTable', 'glue:UpdateTable'], Resource: '*' } as const] : []),
    ...(files.length === 0 ? [] : [{ Sid: 'AthenaReadsFiles', Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket'], Resource: files.flatMap(arnsOf) } as const]),
    { Sid: 'AthenaWritesAnswers', Effect: 'Allow', Action: ['s3:AbortMultipartUpload', 's3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts', 's3:PutObject'], Resource: arnsOf(output) },
  ];
}

function arnsOf(place: string): string[] {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  return [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/${path.replace(/\/?$/, path === '' ? '' : '/')}*`];
}
