import { useQuery } from '@tanstack/react-query';
import { hasRole, type Role } from '../../src/core/role.ts';
import { sessionQuery } from './queries.ts';

/** Who is logged in; null for the moment between logging out and the login page. */
export function useSession() {
  return useQuery(sessionQuery).data ?? null;
}

/** Undefined when the person may, otherwise why not, in words for a tooltip. */
export function useRefusal(needed: Role): string | undefined {
  const session = useSession();
  if (!session) return 'You are logged out';
  const { role } = session.user;
  return hasRole(role, needed) ? undefined : `This needs the role ${needed}; yours is ${role}`;
}

/** Who may manage the users, logins and keys of others: they are of no one account. */
export function useManagesAll(): boolean {
  const user = useSession()?.user;
  return user?.role === 'admin' && user.accounts === 'all';
}
