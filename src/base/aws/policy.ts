export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly { readonly Sid: string; readonly Effect: 'Allow'; readonly Action: readonly string[]; readonly Resource: '*' }[];
}

/** The least policy that lets declared calls through: one statement per service, in one order, so that it can be compared. */
export function policyFor(declared: Iterable<string>): PolicyDocument {
  const byService = Map.groupBy([...new Set(declared)].sort(), (action) => action.slice(0, action.indexOf(':')));
  return {
    Version: '2012-10-17',
    Statement: [...byService].map(([service, actions]) => ({
      Sid: `Read${service.replaceAll(/[^A-Za-z0-9]/g, '').replace(/^./, (first) => first.toUpperCase())}`,
      Effect: 'Allow',
      Action: actions,
      Resource: '*',
    })),
  };
}
