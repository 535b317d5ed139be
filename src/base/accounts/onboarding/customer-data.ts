/** What reads customers' own data rather than how things are set up. A role that reads is denied it, whatever else it is given. */
const alwaysDenied: readonly string[] = [
  'codecommit:GetBlob',
  'codecommit:GetFile',
  'dynamodb:BatchGetItem',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'dynamodb:PartiQLSelect',
  'dynamodb:Query',
  'dynamodb:Scan',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:GetConsoleOutput',
  'ec2:GetConsoleScreenshot',
  'ec2:GetLaunchTemplateData',
  'ec2:GetPasswordData',
  'ecr:GetDownloadUrlForLayer',
  'kinesis:GetRecords',
  'lambda:GetFunction',
  'lambda:GetFunctionConfiguration',
  'lambda:InvokeFunction',
  'rds-data:*',
  'redshift-data:*',
  's3:GetObjectTorrent',
  's3:SelectObjectContent',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
];

/** Denied until somebody opens them for a feature. */
const openable: Readonly<Record<Opening, readonly string[]>> = {
  'log-queries': ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetQueryResults', 'logs:StartLiveTail', 'logs:StartQuery', 'logs:Unmask'],
  athena: ['athena:GetQueryResults', 'athena:GetQueryResultsStream', 'athena:StartQueryExecution'],
};

/** On certain objects and queues only. */
const objectReading = ['s3:GetObject', 's3:GetObjectVersion'] as const;
const messageReading = ['sqs:DeleteMessage', 'sqs:ReceiveMessage'] as const;

export const openings = ['log-queries', 'athena'] as const;
export type Opening = (typeof openings)[number];

/** What a person lets the read role see beside how things are set up. */
export interface Opened {
  readonly features: readonly Opening[];
  /** Where log files of a trail are: `bucket` or `bucket/folder`. */
  readonly trailBuckets: readonly string[];
  /** ARNs of the queues that tell of new log files. */
  readonly trailQueues: readonly string[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: '*' | readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export function denialsOfCustomerData({ features, trailBuckets, trailQueues }: Opened): Statement[] {
  const closed = openings.filter((one) => !features.includes(one)).flatMap((one) => openable[one]);
  return [
    { Sid: 'NoCustomerData', Effect: 'Deny', Action: [...alwaysDenied, ...closed].sort(), Resource: '*' },
    { Sid: 'NoObjects', Effect: 'Deny', Action: objectReading, ...beside(trailBuckets.map(objectsIn)) },
    { Sid: 'NoMessages', Effect: 'Deny', Action: messageReading, ...beside(trailQueues) },
  ];
}

/** What was opened, allowed where it was opened and nowhere else. */
export function allowancesOfOpened({ trailBuckets, trailQueues }: Opened): Statement[] {
  if (trailBuckets.length === 0 && trailQueues.length === 0) return [];
  return [
    ...(trailBuckets.length === 0
      ? []
      : [
          { Sid: 'ReadLogFiles', Effect: 'Allow' as const, Action: ['s3:GetObject'], Resource: trailBuckets.map(objectsIn) },
          { Sid: 'ListLogFiles', Effect: 'Allow' as const, Action: ['s3:ListBucket'], Resource: trailBuckets.map((place) => `arn:aws:s3:::${place.split('/')[0] ?? ''}`) },
        ]),
    ...(trailQueues.length === 0 ? [] : [{ Sid: 'ListenForLogFiles', Effect: 'Allow' as const, Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'], Resource: trailQueues }]),
    { Sid: 'DecryptLogFiles', Effect: 'Allow', Action: ['kms:Decrypt'], Resource: '*', Condition: { StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com', 'sqs.*.amazonaws.com'] } } },
  ];
}

/** Declared actions that are only allowed on what was opened, or not at all. */
export function isOpenedByPlace(action: string): boolean {
  return action === 's3:ListBucket' || /^(s3:GetObject|sqs:)/.test(action);
}

export function isClosed(action: string, { features }: Opened): boolean {
  return alwaysDenied.includes(action) || openings.some((one) => !features.includes(one) && openable[one].includes(action));
}

function beside(opened: readonly string[]): Pick<Statement, 'Resource' | 'NotResource'> {
  return opened.length === 0 ? { Resource: '*' } : { NotResource: opened };
}

function objectsIn(place: string): string {
  return `arn:aws:s3:::${place.replace(/\/$/, '')}/*`;
}
