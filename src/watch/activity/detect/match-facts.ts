import { normaliseActivity } from '../normalise-activity.ts';
import { explainActivity } from '../explain-activity.ts';
import { attackOf } from '../sigma/attack-tags.ts';
import type { CorrelatedMatch } from '../sigma/collect-correlations.ts';
import { sigmaId, type CorrelationRule, type Rule } from '../sigma/rule.ts';
import type { EventOrigin } from './event-origin.ts';
import type { RuleMatch } from './open-detector.ts';

/** One match as people and programs are told of it. */
export interface MatchFacts {
  readonly ruleId: string;
  readonly title: string;
  readonly level: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly eventID: string;
  /** Of a correlation: every event that it stands on. */
  readonly eventIDs?: readonly string[];
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: string;
  readonly sourceIPAddress: string | null;
  readonly explanation: string;
}

export function factsOfMatch({ rule, record }: RuleMatch): MatchFacts {
  const activity = normaliseActivity(record, '');
  return {
    ...ruleFacts(rule),
    eventID: record.eventID,
    eventTime: record.eventTime,
    eventSource: record.eventSource,
    eventName: record.eventName,
    accountId: activity.accountId,
    region: activity.region,
    principal: activity.principal.arn ?? activity.principal.name,
    sourceIPAddress: activity.sourceAddress,
    explanation: `${explainActivity(rule, record, activity)} ${rule.file.description}`.trim(),
  };
}

export function factsOfCorrelation({ rule, match, group, contexts }: CorrelatedMatch<EventOrigin>): MatchFacts {
  const shared = (key: keyof EventOrigin) => [...new Set(contexts.map((context) => context[key] ?? ''))].filter((value) => value !== '').join(', ');
  const grouped = Object.entries(group).map(([field, value]) => `${field} ${value}`);
  const seconds = Math.round((match.toMs - match.fromMs) / 1_000);
  const of = grouped.length === 0 ? '' : ` of ${grouped.join(', ')}`;
  return {
    ...ruleFacts(rule),
    eventID: match.eventIds[0] ?? '',
    eventIDs: match.eventIds,
    eventTime: timeOf(match.toMs),
    eventSource: shared('eventSource'),
    eventName: shared('eventName'),
    accountId: shared('accountId'),
    region: shared('region'),
    principal: shared('principal'),
    sourceIPAddress: shared('sourceIPAddress') || null,
    explanation: `${match.eventIds.length} events${of} within ${seconds} s, from ${timeOf(match.fromMs)}: ${shared('eventName')}. ${rule.file.description}`.trim(),
  };
}

function ruleFacts(rule: Rule | CorrelationRule): Pick<MatchFacts, 'ruleId' | 'title' | 'level' | 'tactics' | 'techniques'> {
  return { ruleId: sigmaId(rule), title: rule.file.title, level: rule.file.level, ...attackOf(rule.file.tags) };
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}
