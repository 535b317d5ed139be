import type { FindingDraft } from '../../core/finding.ts';
import type { Activity } from '../../core/activity.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { explainActivity, resourceOf } from './explain-activity.ts';
import { normaliseActivity } from './normalise-activity.ts';
import { indexRules, type RuleIndex } from './sigma/index-rules.ts';
import type { Rule } from './sigma/rule.ts';

/** Built once per list of rules, and kept for as long as the list is. */
const indexes = new WeakMap<readonly Rule[], RuleIndex>();

/** The rules that a record matches, the silent ones that only correlations count among them. */
export function rulesMatching(rules: readonly Rule[], record: CloudTrailRecord): Rule[] {
  const index = indexes.get(rules) ?? indexRules(rules);
  indexes.set(rules, index);
  const { candidates } = index.bucket(record.eventSource, record.eventName);
  return candidates.filter(({ matches }) => matches(record)).map(({ rule }) => rule);
}

/** One draft per record and rule that it matches. Pure: storing them is for others. */
export function judgeActivity(
  rules: readonly Rule[],
  records: readonly CloudTrailRecord[],
  from: { accountId: string; isSimulated: boolean },
): FindingDraft[] {
  return records.flatMap((record) => {
    const matching = rulesMatching(rules, record).filter(({ alerts }) => alerts);
    if (matching.length === 0) return [];
    const activity = normaliseActivity(record, from.accountId);
    return matching.map((rule) => draftOf(rule, record, { activity, isSimulated: from.isSimulated }));
  });
}

export const usualRemedy = 'Ask who made this call whether they meant it; if nobody did, revoke their credentials and undo the change.';

export function draftOf(rule: Rule, record: CloudTrailRecord, about: { activity: Activity; isSimulated: boolean }): FindingDraft {
  const { activity, isSimulated } = about;
  const { file } = rule;
  const principal = principalKey(activity);
  const resource = resourceOf(rule, record, activity);
  return {
    fingerprint: ['rule', rule.id, activity.accountId, activity.region, principal, resource ?? '-'].join('|'),
    producer: { kind: 'rule', id: rule.id },
    severity: rule.severity,
    title: file.title,
    summary: explainActivity(rule, record, activity),
    why: file.why ?? file.description,
    remedy: file.runbook ?? usualRemedy,
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

/** All sessions of a role are one principal. */
export function principalKey({ principal }: Activity): string {
  return principal.sessionIssuerArn ?? principal.arn ?? principal.name;
}
