export const addressHeader = 'x-watchkeeper-address';

/** What is kept with a session of where it was made. */
export function loginHeaders({ headers, address }: { headers: Headers; address: string }): Headers {
  return new Headers({ [addressHeader]: address, 'user-agent': headers.get('user-agent') ?? '' });
}
