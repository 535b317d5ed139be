import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { sessionQuery } from '../api/queries.ts';

/** `onLoggedOut` is called when the server says that a session which was believed in is over. */
export function createQueryClient(onLoggedOut: () => void): QueryClient {
  const notice = (error: Error): void => {
    if (error instanceof ApiError && error.status === 401 && client.getQueryData(sessionQuery.queryKey)) onLoggedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      },
    },
  });
  return client;
}
