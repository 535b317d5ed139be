import { fieldPath, valuesAt } from '../../watch/activity/sigma/read-values.ts';

/** What a record is alike by: who, from where, with what, and where it happened. */
export const describingFields = {
  role: (record: unknown) => textAt(record, 'userIdentity.sessionContext.sessionIssuer.arn'),
  principal: (record: unknown) => (textAt(record, 'userIdentity.sessionContext.sessionIssuer.arn') === null ? textAt(record, 'userIdentity.arn') : null),
  service: (record: unknown) => textAt(record, 'userIdentity.invokedBy'),
  address: (record: unknown) => textAt(record, 'sourceIPAddress'),
  agent: (record: unknown) => textAt(record, 'userAgent'),
  account: (record: unknown) => textAt(record, 'recipientAccountId'),
} as const;
type Name = keyof typeof describingFields;

/** What makes alerts alike enough to be looked at together. */
export const seedFields = ['role', 'principal', 'service', 'address', 'agent'] as const satisfies readonly Name[];

const paths: Readonly<Record<Name, string>> = {
  role: 'userIdentity.sessionContext.sessionIssuer.arn',
  principal: 'userIdentity.arn',
  service: 'userIdentity.invokedBy',
  address: 'sourceIPAddress',
  agent: 'userAgent',
  account: 'recipientAccountId',
};

/** Every field whose value all records share, the address as its network and the program without its version where these differ. */
export function narrowestFields(records: readonly unknown[]): { field: string; value: string }[] {
  const shared: { field: string; value: string }[] = [];
  for (const [name, field] of Object.entries(paths)) {
    const read = readerOf(name);
    const values = new Set(records.map((record) => read?.(record) ?? null));
    const pattern = values.has(null) ? null : patternOf(name, [...values].flatMap((value) => value ?? []));
    if (pattern !== null) shared.push({ field, value: pattern });
  }
  // An account alone says nothing of who or what is harmless.
  return shared.some(({ field }) => field !== paths.account) ? shared : [];
}

function readerOf(name: string): ((record: unknown) => string | null) | undefined {
  return Object.entries(describingFields).find(([key]) => key === name)?.[1];
}

function patternOf(name: string, values: readonly string[]): string | null {
  const [first, ...others] = values;
  if (first === undefined) return null;
  if (others.length === 0 && name !== 'agent') return literal(first);
  if (name === 'agent') return samePrefix(values, /^[^/\s]+\//) ?? (others.length === 0 ? literal(first) : null);
  if (name === 'address') return samePrefix(values, /^\d+\.\d+\.\d+\./);
  return null;
}

/** A program's version changes with every update: what stays is its name. */
function samePrefix(values: readonly string[], prefix: RegExp): string | null {
  const prefixes = new Set(values.map((value) => prefix.exec(value)?.[0] ?? null));
  const [only] = prefixes;
  return prefixes.size === 1 && only !== undefined && only !== null ? `${literal(only)}*` : null;
}

function literal(text: string): string {
  return text.replaceAll(/[\\*?]/g, (special) => `\\${special}`);
}

function textAt(record: unknown, dotted: string): string | null {
  const [value] = valuesAt(record, fieldPath(dotted));
  return typeof value === 'string' && value !== '' ? value : null;
}
