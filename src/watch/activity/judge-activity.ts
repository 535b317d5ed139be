import type { FindingDraft } from '../../core/finding.ts';
import type { Activity } from '../../core/activity.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { normaliseActivity } from './normalise-activity.ts';
import type { Rule } from './rules/compile-rule.ts';
import { readField } from './rules/read-field.ts';

/** One draft per record and rule that it matches. Pure: storing them is for others. */
export function judgeActivity(
  rules: readonly Rule[],
  records: readonly CloudTrailRecord[],
  from: { accountId: string; isSimulated: boolean },
): FindingDraft[] {
  return records.flatMap((record) => {
    const matching = rules.filter((rule) => rule.matches(record));
    if (matching.length === 0) return [];
    const activity = normaliseActivity(record, from.accountId);
    return matching.map((rule) => draftFor(rule, record, { activity, isSimulated: from.isSimulated }));
  });
}

function draftFor(rule: Rule, record: CloudTrailRecord, about: { activity: Activity; isSimulated: boolean }): FindingDraft {
  const { activity, isSimulated } = about;
  const { file } = rule;
  const principal = activity.principal.sessionIssuerArn ?? activity.principal.arn ?? activity.principal.name;
  const resource = resourceOf(rule, record, activity);
  return {
    fingerprint: ['rule', rule.id, activity.accountId, activity.region, principal, resource ?? '-'].join('|'),
    producer: { kind: 'rule', id: rule.id },
    severity: rule.severity,
    title: file.title,
    summary: summaryOf(activity, resource),
    why: file.why ?? file.description,
    remedy: file.runbook ?? 'Ask who made this call whether they meant it; if nobody did, revoke their credentials and undo the change.',
    accountId: activity.accountId,
    region: activity.region,
    isSimulated,
    principal,
    resource,
    tags: file.tags,
    firstSeenAt: activity.at,
    lastSeenAt: activity.at,
    evidence: [{ kind: 'activity', activity, raw: record }],
  };
}

function resourceOf(rule: Rule, record: CloudTrailRecord, activity: Activity): string | null {
  for (const path of rule.file.resource) {
    const [value] = readField(record, path.split('.')).filter((found) => typeof found === 'string' && found !== '');
    if (typeof value === 'string') return value;
  }
  return activity.resources[0]?.arn ?? null;
}

function summaryOf(activity: Activity, resource: string | null): string {
  const what = `${activity.service}:${activity.action}${resource === null ? '' : ` on ${resource}`}`;
  const where = `account ${activity.accountId}, ${activity.region}`;
  const from = activity.sourceAddress === null ? '' : ` from ${activity.sourceAddress}`;
  const outcome = activity.errorCode === null ? '' : `; AWS answered ${activity.errorCode}`;
  return `${activity.principal.name} called ${what} in ${where}${from}${outcome}.`;
}
