import type { ApiKey } from '../../src/base/access/contract.ts';
import type { Role } from '../../src/core/role.ts';

/** What a key may do, from least to most, with the role that its owner needs for it. */
export const scopeWords: Readonly<Record<ApiKey['scope'], { readonly brief: string; readonly about: string; readonly role: Role }>> = {
  read: { brief: 'Reads', about: 'Read only', role: 'viewer' },
  operate: { brief: 'Reads and operates', about: 'Operate: also run agents, close findings, tune rules', role: 'operator' },
  approve: { brief: 'Reads, operates and approves', about: 'Approve: also approve what changes AWS', role: 'approver' },
  admin: { brief: 'May do everything', about: 'Everything: also settings, users and credentials', role: 'admin' },
};
