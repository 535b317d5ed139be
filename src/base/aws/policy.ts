export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly string[];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/**
 * The least policy that lets declared calls through: one statement per service, in one order, so that it can be compared.
 * What is needed for more than reading stands in statements of its own.
 */
export function policyFor(declared: Iterable<string>, further: readonly PolicyStatement[] = []): PolicyDocument {
  const byService = Map.groupBy([...new Set(declared)].sort(), (action) => action.slice(0, action.indexOf(':')));
  const reading = [...byService].map(([service, actions]): PolicyStatement => ({
    Sid: `Read${service.replaceAll(/[^A-Za-z0-9]/g, '').replace(/^./, (first) => first.toUpperCase())}`,
    Effect: 'Allow',
    Action: actions,
    Resource: '*',
  }));
  return { Version: '2012-10-17', Statement: [...reading, ...further] };
}
