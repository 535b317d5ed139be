import type { QueryClient } from '@tanstack/react-query';
import type { AnyRouter } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';

/** Forgets everything that was read as this person, and lets the router lead to the login page. */
export async function endSession(client: QueryClient, router: AnyRouter): Promise<void> {
  client.setQueryData(sessionQuery.queryKey, null);
  await router.invalidate();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}

/** Asks whether the session still stands, for when something hints that it does not; a server that is away proves nothing. */
export async function checkSession(client: QueryClient, router: AnyRouter): Promise<void> {
  const session = await client.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
  if (session === null) await endSession(client, router);
}
