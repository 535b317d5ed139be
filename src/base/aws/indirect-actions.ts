interface IndirectStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*';
  readonly Condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * What AWS itself does in the name of whoever makes a call: a session policy that is silent about it would break the call.
 * Each is allowed on that way only.
 */
const indirect: readonly { readonly of: readonly string[]; readonly statement: IndirectStatement }[] = [
  {
    of: ['s3:GetObject', 'sqs:ReceiveMessage'],
    statement: { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: '*', Condition: { StringLike: { 'kms:ViaService': ['s3.*', 'sqs.*'] } } },
  },
  {
    of: ['athena:StartQueryExecution'],
    statement: {
      Effect: 'Allow',
      Action: ['glue:*Table*', 'glue:GetDatabase*', 'glue:GetPartition*', 's3:Get*', 's3:List*', 's3:PutObject', 's3:AbortMultipartUpload', 'kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['athena.amazonaws.com'] } },
    },
  },
];

export function indirectStatements(actions: readonly string[]): IndirectStatement[] {
  return indirect.filter(({ of }) => of.some((action) => actions.includes(action))).map(({ statement }) => statement);
}
