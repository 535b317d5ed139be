import type { QueryClient } from '@tanstack/react-query';
import type { AnyRouter } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';

/** Forgets everything that was read as this person, and lets the router lead to the login page. */
export async function endSession(client: QueryClient, router: AnyRouter): Promise<void> {
  client.setQueryData(sessionQuery.queryKey, null);
  await router.invalidate();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}
