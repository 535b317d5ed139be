import type { ShownAuditEntry } from '../../src/base/audit/contract.ts';
import { counted } from '../parts/format-number.ts';

/** `credential.used` as a person reads it: `Credential used`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[.\-_]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What the log is about, by the first word of its actions. */
export const actionTopics = [
  { value: 'credential', label: 'Credentials' },
  { value: 'login', label: 'Logins' },
  { value: 'account', label: 'Accounts' },
  { value: 'organization', label: 'Organisations' },
  { value: 'user', label: 'Users' },
  { value: 'password', label: 'Passwords' },
  { value: 'second-factor', label: 'Two-step login' },
  { value: 'session', label: 'Sessions' },
  { value: 'key', label: 'API keys' },
  { value: 'token', label: 'Access tokens' },
  { value: 'vault', label: 'Vault' },
  { value: 'agent', label: 'Agents' },
  { value: 'finding', label: 'Findings' },
  { value: 'rule', label: 'Rules' },
  { value: 'query', label: 'Queries' },
] as const;

export const actorKindWords: Readonly<Record<ShownAuditEntry['actor']['kind'], string>> = {
  user: 'a person',
  token: 'a program',
  agent: 'an agent',
  command: 'the command line',
  system: 'Watchkeeper itself',
};

/** `user vera`: what it is about, by its name where the entry tells it. */
export function subjectWords({ actor, subject, detail }: Pick<ShownAuditEntry, 'actor' | 'subject' | 'detail'>): string {
  const own = subject.id === actor.id ? actor.name : undefined;
  const name = [own, detail['username'], detail['name']].find((one) => typeof one === 'string');
  return `${subject.kind.replaceAll('-', ' ')} ${String(name ?? subject.id)}`;
}

/** Why, for what and how often, where the details tell it. */
export function briefDetail({ because, purpose, times }: ShownAuditEntry['detail']): string {
  const often = typeof times === 'number' && times > 1 ? counted(times, 'time') : null;
  return [because, purpose, often].filter((part) => typeof part === 'string').join(' · ');
}
