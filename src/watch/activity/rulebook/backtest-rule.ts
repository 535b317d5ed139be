import { sqlText } from '../../../base/lake/sql-text.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import { normaliseActivity } from '../normalise-activity.ts';
import { parseJson } from '../parse-json.ts';
import { readRecord } from '../read-record.ts';
import { askFiles, eventsOf, type LakeReading } from '../lake/lake-view.ts';
import { sqlTime } from '../lake/filter-sql.ts';
import { openCorrelations } from '../sigma/collect-correlations.ts';
import { namesNeeded } from '../sigma/index-rules.ts';
import { linkRules, type AnyRule } from '../sigma/link-rules.ts';
import type { Placeholders } from '../sigma/placeholders.ts';
import { lineOf, readDocuments, YamlProblem } from '../sigma/read-documents.ts';
import { readRule } from '../sigma/read-rule.ts';
import { RuleProblem } from '../sigma/rule-problem.ts';
import type { CorrelationRule, Rule } from '../sigma/rule.ts';
import type { Backtest } from './contract.ts';

export interface RulesToTest {
  readonly rules: readonly Rule[];
  readonly correlations: readonly CorrelationRule[];
  /** The one whose matches are wanted. */
  readonly wanted: AnyRule;
}

const usualDays = 30;
const mostSampled = 50;
const mostPrincipals = 10;
const filesAtOnce = 40;

interface Asked {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly isExcepted?: (ruleId: string, record: unknown) => boolean;
}

/** Asks kept events, newest files first, whether a rule would have matched them. */
export async function backtestRule(lake: LakeReading, { rules, correlations, wanted }: RulesToTest, { since, until, clock, timeoutMs, signal, isExcepted = () => false }: Asked): Promise<Backtest> {
  const to = until === undefined ? clock() : new Date(until);
  const from = since === undefined ? new Date(to.getTime() - usualDays * 86_400_000) : new Date(since);
  const endsMs = performance.now() + timeoutMs;
  const condition = `event_time >= ${sqlTime(from.getTime())} and event_time < ${sqlTime(to.getTime())}${namedOnly(rules)}`;
  const leftMs = () => endsMs - performance.now();
  const found = await askFiles(lake, { from: from.getTime(), to: to.getTime() }, async (files) => {
    // This is repeated from the first file when a merge takes one away: what was counted until then must not count twice.
    const tally = openTally(rules, correlations, { wanted, isExcepted });
    const newestFirst = [...files].sort((a, b) => b.to - a.to);
    for (let at = 0; at < newestFirst.length; at += filesAtOnce) {
      const queryMs = leftMs();
      if (queryMs <= 0) return { isWhole: false, ...tally.result() };
      const rows = await lake.duckdb.rows(`select raw from ${eventsOf(newestFirst.slice(at, at + filesAtOnce))} where ${condition}`, { timeoutMs: queryMs, signal });
      for (const { raw } of rows) {
        if (leftMs() <= 0) return { isWhole: false, ...tally.result() };
        tally.ask(raw);
      }
    }
    return { isWhole: true, ...tally.result() };
  });
  return { from: from.toISOString(), to: to.toISOString(), ...found };
}

/** A rule file that is not among the loaded: its last document, or its correlation, is what is wanted. */
export function rulesOfText(text: string, placeholders: Placeholders): RulesToTest {
  const documents = parsed(text);
  const refused: string[] = [];
  const read = documents.flatMap((document, at) => {
    const refuse = (because: string, path: readonly (string | number)[]) => void refused.push(`line ${lineOf(text, at, path)}: ${because}`);
    try {
      const found = readRule(`backtest#${at + 1}`, document, placeholders);
      return found.kind === 'rule' || found.kind === 'correlation' ? [{ value: found.rule, refuse }] : [];
    } catch (error) {
      if (!(error instanceof RuleProblem)) throw error;
      refuse(error.message, error.path);
      return [];
    }
  });
  const linked = linkRules(read, []);
  const wanted = linked.findLast(({ alerts }) => alerts);
  if (refused.length > 0 || !wanted) throw new AppError('bad-request', `The rule cannot be used: ${refused.join('; ') || 'it is not about CloudTrail'}`, { hint: 'watchkeeper rules lint explains more' });
  return { rules: linked.filter((rule) => rule.kind === 'event'), correlations: linked.filter((rule) => rule.kind === 'correlation'), wanted };
}

function parsed(text: string): unknown[] {
  try {
    return readDocuments(text);
  } catch (error) {
    if (error instanceof YamlProblem) throw new AppError('bad-request', `The rule cannot be used: line ${error.line}: ${error.message}`);
    throw error;
  }
}

/** Where every rule needs names, only events with these are read. */
function namedOnly(rules: readonly Rule[]): string {
  const names = rules.map(({ expression }) => namesNeeded(expression));
  if (names.some((one) => one === null)) return '';
  const all = [...new Set(names.flatMap((one) => [...(one ?? [])]))];
  return ` and lower(action) in (${all.map(sqlText).join(', ') || "''"})`;
}

function openTally(rules: readonly Rule[], correlations: readonly CorrelationRule[], { wanted, isExcepted }: { readonly wanted: AnyRule; readonly isExcepted: (ruleId: string, record: unknown) => boolean }) {
  const counting = openCorrelations<Backtest['sample'][number] & { principal: string }>(rules, correlations);
  const perDay = new Map<string, number>();
  const principals = new Map<string, number>();
  const sample: Backtest['sample'] = [];
  let asked = 0;
  let matches = 0;
  const tell = ({ principal, ...event }: Backtest['sample'][number] & { principal: string }) => {
    matches += 1;
    perDay.set(event.at.slice(0, 10), (perDay.get(event.at.slice(0, 10)) ?? 0) + 1);
    principals.set(principal, (principals.get(principal) ?? 0) + 1);
    if (sample.length < mostSampled) sample.push(event);
  };
  return {
    ask(raw: unknown) {
      asked += 1;
      const record = typeof raw === 'string' ? readRecord(parseJson(raw)) : 'no text';
      if (typeof record === 'string') return;
      const matched = rules.filter((rule) => rule.matches(record) && !isExcepted(rule.id, record) && !isExcepted(wanted.id, record));
      if (matched.length === 0) return;
      const { at, eventId, accountId, region, service, action, principal } = normaliseActivity(record, '');
      const event = { eventId, at, accountId, region, what: `${principal.name} called ${service}:${action}`, principal: principal.sessionIssuerArn ?? principal.arn ?? principal.name };
      for (const rule of matched) {
        if (rule === wanted) tell(event);
        if (counting.counts(rule)) counting.add(rule, { record, eventId, atMs: Date.parse(at), context: event });
      }
    },
    result() {
      for (const { rule, match, contexts } of counting.matches()) {
        const last = contexts.at(-1);
        if (rule === wanted && last) tell({ ...last, what: `${match.eventIds.length} events, the last: ${last.what}` });
      }
      return {
        asked,
        matches,
        perDay: [...perDay].map(([date, count]) => ({ date, count })).sort((a, b) => (a.date < b.date ? -1 : 1)),
        principals: [...principals].map(([principal, count]) => ({ principal, count })).sort((a, b) => b.count - a.count).slice(0, mostPrincipals),
        sample,
      };
    },
  };
}
