import type { Role } from '../../src/core/role.ts';

/** What each role may do, each with all of those before it. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly about: string }>> = {
  viewer: { name: 'Viewer', about: 'sees, and changes nothing' },
  operator: { name: 'Operator', about: 'also runs agents, closes findings, tunes rules' },
  approver: { name: 'Approver', about: 'also approves what changes AWS' },
  admin: { name: 'Administrator', about: 'also manages accounts, credentials and settings' },
};
