import type { Severity } from '../../core/severity.ts';
import type { MatchFacts } from '../../watch/activity/detect/match-facts.ts';
import type { CorrelationRule, Rule } from '../../watch/activity/sigma/rule.ts';
import type { Paint, Style } from '../cli/paint.ts';
import { printable } from '../cli/printable.ts';

export interface MatchesOfRule {
  readonly rule: Rule | CorrelationRule;
  count: number;
  /** The first of them. */
  readonly shown: MatchFacts[];
}

const styles: Readonly<Record<Severity, Style>> = { critical: 'magenta', high: 'red', medium: 'yellow', low: 'blue', info: 'dim' };

/** For a person: rule by rule, the worst first, each with what happened, why it matters and what to do. */
export function renderMatches(matches: readonly MatchesOfRule[], paint: Paint): string {
  return matches.map((one) => renderRule(one, paint)).join('\n');
}

function renderRule({ rule, count, shown }: MatchesOfRule, paint: Paint): string {
  const { severity, file } = rule;
  const times = `${count.toLocaleString('en')} ${count === 1 ? 'match' : 'matches'}`;
  const more = count > shown.length ? [`  ${paint('dim', `and ${(count - shown.length).toLocaleString('en')} more`)}`] : [];
  return [
    `${paint(styles[severity], severity.toUpperCase().padEnd(8))} ${paint('bold', printable(file.title))}  ${paint('dim', `${times}, ${rule.id}`)}`,
    ...shown.map((facts) => `  ${facts.eventTime}  ${printable(withoutDescription(facts, file.description))}`),
    ...more,
    ...note('Why', file.why ?? file.description, paint),
    ...note('Do', file.runbook, paint),
    '',
  ].join('\n');
}

function withoutDescription({ explanation }: MatchFacts, description: string): string {
  return explanation.endsWith(description) ? explanation.slice(0, explanation.length - description.length).trimEnd() : explanation;
}

function note(title: string, text: string | undefined, paint: Paint): string[] {
  return text === undefined || text === '' ? [] : [`  ${paint('dim', `${title}:`)} ${printable(text).trim()}`];
}
