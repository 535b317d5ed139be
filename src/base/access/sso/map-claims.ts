import type { AccountScope } from '../../../core/account-scope.ts';
import { hasRole, roles, type Role } from '../../../core/role.ts';
import type { Config } from '../../config/config-schema.ts';
import type { Refusal } from './contract.ts';

export interface MappedUser {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly accounts: AccountScope;
}

export type ClaimRules = Pick<Config['access']['oidc'], 'usernameClaim' | 'roleClaim' | 'roles' | 'defaultRole' | 'accountsClaim' | 'accounts'>;

/** Who somebody is here, by what the identity provider says of them; or why they are nobody. */
export function mapClaims(claims: Readonly<Record<string, unknown>>, rules: ClaimRules): MappedUser | Refusal {
  const username = wordOf(claimAt(claims, rules.usernameClaim)) ?? wordOf(claims['email']) ?? wordOf(claims['sub']);
  const groups = wordsOf(claimAt(claims, rules.roleClaim));
  const role = roleOf(groups, rules);
  if (role === undefined || username === undefined) return 'no-role';
  const accounts = accountsOf(claims, groups, rules);
  if (accounts !== 'all' && accounts.length === 0) return 'no-account';
  return { username: username.toLowerCase().slice(0, 100), name: (wordOf(claims['name']) ?? username).slice(0, 100), role, accounts };
}

function roleOf(groups: readonly string[], { roles: given, defaultRole }: ClaimRules): Role | undefined {
  const held = roles.filter((role) => (given[role] ?? []).some((value) => groups.includes(value)));
  return held.reduce((most: Role | undefined, role) => (most !== undefined && hasRole(most, role) ? most : role), defaultRole);
}

function accountsOf(claims: Readonly<Record<string, unknown>>, groups: readonly string[], { accountsClaim, accounts }: ClaimRules): AccountScope {
  if (accountsClaim === undefined && Object.keys(accounts).length === 0) return 'all';
  const claimed = accountsClaim === undefined ? [] : wordsOf(claimAt(claims, accountsClaim));
  const named = [...claimed, ...groups.flatMap((group) => (Object.hasOwn(accounts, group) ? (accounts[group] ?? []) : []))];
  if (named.includes('*')) return 'all';
  return [...new Set(named.filter((value) => /^\d{12}$/.test(value)))].sort();
}

/** The name itself first: some providers have names with dots, or whole addresses, as claims. */
function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((value, part) => (isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined), claims);
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((word) => word !== '').concat(value);
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
