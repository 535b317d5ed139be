import { once } from 'node:events';
import { severities } from '../../core/severity.ts';
import type { MatchFacts } from '../../watch/activity/detect/match-facts.ts';
import { ocsfOf } from '../../watch/activity/detect/match-ocsf.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import type { View, Format } from '../cli/format-output.ts';
import type { Paint } from '../cli/paint.ts';
import { renderCsv } from '../cli/render-csv.ts';
import { renderMatches, type MatchesOfRule } from './render-matches.ts';

/** Writes matches as they come where the format lets it, so that any number needs little memory. */
export interface MatchWriter {
  write(facts: MatchFacts, rule: Rule | CorrelationRule): void;
  /** Waits for whoever reads the output. */
  flush(): Promise<void>;
  end(print: (value: unknown, view?: View) => void): Promise<void>;
}

const columns = [
  'eventTime', 'level', 'title', 'ruleId', 'accountId', 'region', 'principal', 'eventSource', 'eventName', 'sourceIPAddress', 'eventID', 'tactics', 'techniques', 'explanation',
].map((key) => ({ key }));
/** Of each rule, a person is shown so many; the count tells of the others. */
const mostShown = 5;
const mostInTable = 10_000;

export function openMatchWriter({ format, stdout, paint, version }: { format: Format; stdout: NodeJS.WritableStream; paint: Paint; version: string }): MatchWriter {
  const byRule = new Map<Rule | CorrelationRule, MatchesOfRule>();
  const table: MatchFacts[] = [];
  const lines: string[] = [];
  let told = 0;
  const line = (facts: MatchFacts): string | null => {
    switch (format) {
      case 'jsonl':
        return `${JSON.stringify(facts)}\n`;
      case 'ocsf':
        return `${JSON.stringify(ocsfOf(facts, { version }))}\n`;
      case 'csv':
        return csvLine(facts, told === 1);
      default:
        return null;
    }
  };
  const flush = async () => {
    if (lines.length === 0) return;
    const text = lines.splice(0).join('');
    if (!stdout.write(text)) await once(stdout, 'drain');
  };

  return {
    write(facts, rule) {
      told += 1;
      const written = line(facts);
      if (written !== null) lines.push(written);
      else if (format === 'text') keep(byRule, facts, rule);
      else if (table.length < mostInTable) table.push(facts);
    },
    flush,
    async end(print) {
      await flush();
      if (format === 'text') print(null, { text: renderMatches(inOrder(byRule), paint) });
      if (format === 'markdown') print(table, { columns });
      if (format === 'csv' && told === 0) print([], { columns });
    },
  };
}

function csvLine(facts: MatchFacts, isFirst: boolean): string {
  const text = renderCsv({ columns, rows: [{ ...facts }] });
  return isFirst ? text : text.slice(text.indexOf('\r\n') + 2);
}

function keep(byRule: Map<Rule | CorrelationRule, MatchesOfRule>, facts: MatchFacts, rule: Rule | CorrelationRule): void {
  const known = byRule.get(rule);
  if (!known) {
    byRule.set(rule, { rule, count: 1, shown: [facts] });
    return;
  }
  known.count += 1;
  if (known.shown.length < mostShown) known.shown.push(facts);
}

/** The worst first, then the most frequent. */
function inOrder(byRule: ReadonlyMap<unknown, MatchesOfRule>): MatchesOfRule[] {
  return [...byRule.values()].sort((a, b) => severities.indexOf(b.rule.severity) - severities.indexOf(a.rule.severity) || b.count - a.count);
}
