import type { Activity } from '../../core/activity.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import type { Rule } from './sigma/rule.ts';
import { fieldPath, valuesAt } from './sigma/read-values.ts';

/** What was acted on: where the rule says the record names it, or else the first resource of the record. */
export function resourceOf(rule: Rule, record: CloudTrailRecord, activity: Activity): string | null {
  for (const path of rule.file.resource) {
    const [value] = valuesAt(record, fieldPath(path)).filter((found) => typeof found === 'string' && found !== '');
    if (typeof value === 'string') return value;
  }
  return activity.resources[0]?.arn ?? null;
}

/** Who did what to what, where, from where, and how it ended, in one sentence. */
export function explainActivity(rule: Rule, record: CloudTrailRecord, activity: Activity): string {
  const resource = resourceOf(rule, record, activity);
  const what = `${activity.service}:${activity.action}${resource === null ? '' : ` on ${resource}`}`;
  const where = `account ${activity.accountId}, ${activity.region}`;
  const from = activity.sourceAddress === null ? '' : ` from ${activity.sourceAddress}`;
  const outcome = activity.errorCode === null ? '' : `; AWS answered ${activity.errorCode}`;
  return `${activity.principal.name} called ${what} in ${where}${from}${outcome}.`;
}
