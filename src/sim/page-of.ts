import { AwsRefusal } from './aws-refusal.ts';

export interface PageRequest {
  readonly token: string | undefined;
  readonly size: number | undefined;
  readonly most: number;
  /** The service's own exception for a token it did not give out. */
  readonly badToken: string;
}

/** One page of a list and the token of the next, opaque as AWS's are. */
export function pageOf<T>(items: readonly T[], { token, size, most, badToken }: PageRequest): { items: T[]; next: string | undefined } {
  const start = token === undefined ? 0 : positionIn(token, badToken);
  const length = Math.min(size ?? most, most);
  const end = start + length;
  return { items: items.slice(start, end), next: end < items.length ? Buffer.from(`at:${end}`).toString('base64') : undefined };
}

function positionIn(token: string, badToken: string): number {
  const [, position] = /^at:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (position === undefined) throw new AwsRefusal(badToken, 'The pagination token is not valid');
  return Number(position);
}
