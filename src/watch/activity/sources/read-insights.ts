import { z } from 'zod';
import type { Activity } from '../../../core/activity.ts';
import type { FindingDraft } from '../../../core/finding.ts';
import { parseJson } from '../parse-json.ts';
import type { Delivery } from './delivery.ts';

const average = z.object({ average: z.number() });
const insightSchema = z.looseObject({
  eventID: z.string().min(1),
  eventTime: z.iso.datetime({ offset: true }),
  awsRegion: z.string(),
  recipientAccountId: z.string(),
  insightDetails: z.looseObject({
    state: z.string(),
    eventSource: z.string(),
    eventName: z.string(),
    insightType: z.string(),
    errorCode: z.string().optional(),
    insightContext: z.looseObject({ statistics: z.looseObject({ baseline: average.optional(), insight: average.optional() }).optional() }).optional(),
  }),
});
type Insight = z.output<typeof insightSchema>;

export interface ReadInsights {
  readonly drafts: FindingDraft[];
  readonly unread: { readonly because: string; readonly excerpt: string }[];
}

/** What CloudTrail Insights noticed, as findings: an unusual number of calls or of errors, with its beginning and its end as evidence. */
export function readInsights({ bytes }: Delivery, { isSimulated }: { isSimulated: boolean }): ReadInsights {
  const text = Buffer.from(bytes).toString('utf8');
  const file = z.object({ Records: z.array(z.unknown()) }).safeParse(parseJson(text));
  if (!file.success) return { drafts: [], unread: [{ because: 'it is no file of Insights events', excerpt: text.slice(0, 200) }] };
  const read: ReadInsights = { drafts: [], unread: [] };
  for (const record of file.data.Records) {
    const insight = insightSchema.safeParse(record);
    if (insight.success) read.drafts.push(draftOf(insight.data, isSimulated));
    else read.unread.push({ because: insight.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), excerpt: JSON.stringify(record).slice(0, 200) });
  }
  return read;
}

function draftOf(insight: Insight, isSimulated: boolean): FindingDraft {
  const { recipientAccountId: accountId, awsRegion: region, insightDetails: details } = insight;
  const { eventSource, eventName, insightType, errorCode, insightContext } = details;
  const at = new Date(insight.eventTime).toISOString();
  const isErrors = insightType === 'ApiErrorRateInsight';
  const call = `${eventSource.replace(/\.amazonaws\.com$/, '')}:${eventName}`;
  const { baseline, insight: now } = insightContext?.statistics ?? {};
  const numbers = baseline && now ? `: ${rounded(now.average)} a minute, where ${rounded(baseline.average)} are usual` : '';
  return {
    fingerprint: ['insight', insightType, accountId, region, call, errorCode ?? ''].join('|'),
    producer: { kind: 'detector', id: 'activity/cloudtrail-insights' },
    severity: 'medium',
    title: isErrors ? 'CloudTrail Insights: a call fails unusually often' : 'CloudTrail Insights: a call is made unusually often',
    summary: `${call} in ${region} of account ${accountId} ${isErrors ? `fails${errorCode === undefined ? '' : ` with ${errorCode}`}` : 'is made'} more often or less than usual${numbers}.`,
    why: 'A sudden change in how often something is called is how automation that broke looks, and somebody who tries out what stolen credentials can do.',
    remedy: 'Look at who made these calls from the time on that is given, and whether a deployment or a new job explains it.',
    accountId,
    region,
    isSimulated,
    principal: null,
    resource: null,
    tags: [],
    firstSeenAt: at,
    lastSeenAt: at,
    evidence: [{ kind: 'activity', activity: activityOf(insight, at), raw: insight }],
  };
}

function activityOf({ eventID, recipientAccountId: accountId, awsRegion: region, insightDetails: { eventSource, eventName } }: Insight, at: string): Activity {
  return {
    eventId: eventID,
    at,
    accountId,
    region,
    service: eventSource.replace(/\.amazonaws\.com$/, ''),
    action: eventName,
    isReadOnly: false,
    principal: { type: 'service', arn: null, name: 'CloudTrail Insights', accountId: null, accessKeyId: null, sessionIssuerArn: null, invokedBy: null, usedMfa: null },
    sourceAddress: null,
    userAgent: null,
    errorCode: null,
    errorMessage: null,
    resources: [],
  };
}

function rounded(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
}
