import type { AccountScope } from '../../../core/account-scope.ts';
import type { RuleException } from './contract.ts';
import type { RuleDecisions } from './rule-book.ts';

/** The decisions with the exceptions that are of the accounts of a scope: those that name one of them and no other. Who is not told of an exception still has it applied. */
export function scopedDecisions(decisions: RuleDecisions, scope: AccountScope): RuleDecisions {
  if (scope === 'all') return decisions;
  return { ...decisions, exceptionsOf: (ruleId) => decisions.exceptionsOf(ruleId).filter((exception) => isOf(scope, exception)) };
}

function isOf(scope: readonly string[], { value, also, reason }: RuleException): boolean {
  const named = [value, reason, ...also.map((one) => one.value)].flatMap((text) => text.match(/(?<!\d)\d{12}(?!\d)/g) ?? []);
  return named.length > 0 && named.every((accountId) => scope.includes(accountId));
}
