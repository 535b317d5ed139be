import type { ParquetColumn } from '../../../base/lake/parquet/encode-column.ts';
import type { ActivityRow } from './activity-row.ts';
import { timeOf } from './time-of.ts';

/** A column of the lake: how it is written, and what people who write SQL must know about it. */
export type LakeColumn = ParquetColumn<ActivityRow> & { readonly about: string };

/** What a file holds. Account, region and date are in its path alone, since Athena allows no column twice. */
export const lakeColumns: readonly LakeColumn[] = [
  { name: 'event_time', kind: 'time', read: timeOf, about: 'When it happened, in UTC' },
  { name: 'event_id', kind: 'text', read: ({ activity }) => activity.eventId, about: "CloudTrail's id of the event" },
  { name: 'service', kind: 'name', read: ({ activity }) => activity.service, about: 'The AWS service, such as iam' },
  { name: 'action', kind: 'name', read: ({ activity }) => activity.action, about: 'What was called, such as CreateUser' },
  { name: 'is_read_only', kind: 'flag', read: ({ activity }) => activity.isReadOnly, about: 'Whether it only read' },
  { name: 'event_type', kind: 'name', read: ({ eventType }) => eventType, about: 'AwsApiCall, AwsConsoleSignIn, AwsServiceEvent and others' },
  { name: 'category', kind: 'name', read: ({ category }) => category, about: 'Management, Data, Insight or NetworkActivity' },
  { name: 'principal_type', kind: 'name', read: ({ activity }) => activity.principal.type, about: 'user, role, root, federated, service, account, anonymous or unknown' },
  { name: 'principal_arn', kind: 'name', read: ({ activity }) => activity.principal.arn, about: "The caller's ARN" },
  { name: 'principal_name', kind: 'name', read: ({ activity }) => activity.principal.name, about: 'What a person would call the caller' },
  { name: 'principal_account_id', kind: 'name', read: ({ activity }) => activity.principal.accountId, about: "The caller's own account" },
  { name: 'actor_name', kind: 'name', read: ({ actor }) => actor?.name ?? null, about: 'Who really stands behind the call' },
  { name: 'actor_kind', kind: 'name', read: ({ actor }) => actor?.kind ?? null, about: 'What kind of actor that is' },
  { name: 'access_key_id', kind: 'name', read: ({ activity }) => activity.principal.accessKeyId, about: 'The access key of the call' },
  { name: 'session_issuer_arn', kind: 'name', read: ({ activity }) => activity.principal.sessionIssuerArn, about: 'The role that the session is of' },
  { name: 'invoked_by', kind: 'name', read: ({ activity }) => activity.principal.invokedBy, about: 'The AWS service that called on behalf of the caller' },
  { name: 'used_mfa', kind: 'flag', read: ({ activity }) => activity.principal.usedMfa, about: 'Whether the session was opened with a second factor' },
  { name: 'source_address', kind: 'name', read: ({ activity }) => activity.sourceAddress, about: 'The network address, or the name of an AWS service' },
  { name: 'user_agent', kind: 'name', read: ({ activity }) => activity.userAgent, about: 'The program that called' },
  { name: 'error_code', kind: 'name', read: ({ activity }) => activity.errorCode, about: 'Why it was refused or failed; null when it worked' },
  { name: 'error_message', kind: 'name', read: ({ activity }) => activity.errorMessage, about: 'The same in words' },
  { name: 'resources', kind: 'names', read: ({ activity }) => (activity.resources.length === 0 ? none : activity.resources.map(({ arn }) => arn)), about: 'The ARNs of what it was about' },
  { name: 'severity', kind: 'name', read: ({ severity }) => severity, about: 'The highest of the rules that matched: info, low, medium, high, critical; null when none did' },
  { name: 'rule_ids', kind: 'names', read: ({ ruleIds }) => ruleIds, about: 'The rules that matched' },
  { name: 'raw', kind: 'text', read: ({ raw }) => raw, about: 'The whole record as JSON: raw->>\'$.requestParameters.userName\'' },
];

/** What the path of a file adds. */
export const pathColumns = [
  { name: 'account_id', type: 'VARCHAR', about: 'The account that it happened in' },
  { name: 'region', type: 'VARCHAR', about: 'The region that it happened in' },
  { name: 'date', type: 'DATE', about: 'The day that it happened on, in UTC: a condition on it reads only those days' },
] as const;

const none: readonly string[] = [];
