import { sqlText } from '../../../base/lake/sql-text.ts';
import { severities, severityRank } from '../../../core/severity.ts';
import type { ActivityFilter, FacetColumn } from './contract.ts';
import type { FileFilter } from './list-lake-files.ts';

/** The lake's column, or what is computed of it, for each facet. */
export const facetSql: Readonly<Record<FacetColumn, string>> = {
  severity: 'severity',
  accountId: 'account_id',
  region: 'region',
  service: 'service',
  action: 'action',
  principal: 'coalesce(principal_arn, principal_name)',
  principalType: 'principal_type',
  actor: 'actor_name',
  address: 'source_address',
  userAgent: 'user_agent',
  errorCode: 'error_code',
  accessKeyId: 'access_key_id',
  rule: 'unnest(rule_ids)',
  isReadOnly: 'is_read_only::varchar',
  category: 'category',
};

/** The files that may hold what the filter asks for. */
export function filesFor({ since, until, accountId, region }: ActivityFilter): FileFilter {
  return {
    from: since === undefined ? undefined : Date.parse(since),
    to: until === undefined ? undefined : Date.parse(until),
    accountIds: accountId === undefined ? undefined : listOf(accountId),
    regions: region === undefined ? undefined : listOf(region),
  };
}

/** The filter as a condition; `true` when it asks for everything. */
export function conditionOf(filter: ActivityFilter): string {
  const conditions = [
    given(filter.since, (since) => `event_time >= ${sqlTime(Date.parse(since))}`),
    given(filter.until, (until) => `event_time < ${sqlTime(Date.parse(until))}`),
    anyOf('account_id', filter.accountId),
    anyOf('region', filter.region),
    anyOf('service', filter.service),
    anyOf('action', filter.action),
    anyOf('principal_type', filter.principalType),
    anyOf('error_code', filter.errorCode),
    anyOf('category', filter.category),
    given(filter.severity, severityCondition),
    given(filter.minSeverity, (least) => `severity in (${severities.filter((one) => severityRank(one) >= severityRank(least)).map(sqlText).join(', ')})`),
    // One column at a time, so that it is asked of the files' dictionaries before anything else is read.
    given(filter.principal, principalCondition),
    given(filter.actor, (name) => `actor_name = ${sqlText(name)}`),
    given(filter.accessKeyId, (key) => `access_key_id = ${sqlText(key)}`),
    given(filter.address, (address) => `source_address = ${sqlText(address)}`),
    given(filter.userAgent, (agent) => `user_agent = ${sqlText(agent)}`),
    given(filter.hasError, (has) => `error_code is ${has === 'true' ? 'not ' : ''}null`),
    given(filter.isReadOnly, (flag) => `is_read_only = ${flag}`),
    given(filter.resource, (arn) => `list_contains(resources, ${sqlText(arn)})`),
    given(filter.rule, (rule) => `list_contains(rule_ids, ${sqlText(rule)})`),
    given(filter.q, wordsCondition),
    given(filter.contains, (text) => `contains(raw, ${sqlText(text)})`),
  ].flatMap((condition) => condition ?? []);
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

export function sqlTime(ms: number): string {
  return `make_timestamp_ms(${Math.round(ms)})`;
}

function given<T>(value: T | undefined, condition: (value: T) => string | undefined): string | undefined {
  return value === undefined ? undefined : condition(value);
}

function listOf(text: string): string[] {
  return text.split(',').map((one) => one.trim()).filter((one) => one !== '');
}

function anyOf(column: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${column} in (${listOf(text).map(sqlText).join(', ') || "''"})`;
}

function severityCondition(text: string): string {
  const asked = listOf(text);
  const named = asked.filter((one) => one !== 'none');
  const either = [...(named.length > 0 ? [`severity in (${named.map(sqlText).join(', ')})`] : []), ...(asked.includes('none') ? ['severity is null'] : [])];
  return either.length === 0 ? 'false' : `(${either.join(' or ')})`;
}

/** A role is all of its sessions. */
function principalCondition(name: string): string {
  const named = sqlText(name);
  if (!name.startsWith('arn:')) return `principal_name = ${named}`;
  return /^arn:[^:]*:iam::\d*:role\//.test(name) ? `(session_issuer_arn = ${named} or principal_arn = ${named})` : `principal_arn = ${named}`;
}

const searched = ['action', 'service', 'principal_arn', 'principal_name', 'actor_name', 'access_key_id', 'source_address', 'user_agent', 'error_code', 'error_message', 'event_id'];

/** Every word must stand somewhere in the names, whatever its case. */
function wordsCondition(text: string): string | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const conditions = words.map((word) => {
    const sought = sqlText(word.toLowerCase());
    const places = searched.map((column) => `contains(lower(${column}), ${sought})`);
    return `(${[...places, `contains(lower(array_to_string(resources, ' ')), ${sought})`].join(' or ')})`;
  });
  return conditions.length === 0 ? undefined : conditions.join(' and ');
}
