export type RecordTest = (record: unknown) => boolean;

/** One question about a record, with what the scanner may know of it in advance. */
export interface Leaf {
  readonly kind: 'leaf';
  /** The fields it reads, dotted; empty when it reads everything. */
  readonly reads: readonly string[];
  readonly test: RecordTest;
  /** In lower case: when the answer is yes, the bytes of the record hold one of these. Null when nothing is known. */
  readonly literals: readonly string[] | null;
}

/** What a rule asks, as a tree: tests are made from it, and indexes. */
export type Expression =
  | Leaf
  | { readonly kind: 'constant'; readonly holds: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression };

export const always: Expression = { kind: 'constant', holds: true };
export const never: Expression = { kind: 'constant', holds: false };

export function allOf(of: readonly Expression[]): Expression {
  const [first] = of;
  return of.length === 1 && first ? first : { kind: 'and', of };
}

export function anyOf(of: readonly Expression[]): Expression {
  const [first] = of;
  return of.length === 1 && first ? first : { kind: 'or', of };
}

export function not(of: Expression): Expression {
  return { kind: 'not', of };
}

export function testOf(expression: Expression): RecordTest {
  switch (expression.kind) {
    case 'leaf':
      return expression.test;
    case 'constant':
      return expression.holds ? () => true : () => false;
    case 'not': {
      const test = testOf(expression.of);
      return (record) => !test(record);
    }
    case 'and': {
      const tests = expression.of.map(testOf);
      return (record) => {
        for (const test of tests) if (!test(record)) return false;
        return true;
      };
    }
    case 'or': {
      const tests = expression.of.map(testOf);
      return (record) => {
        for (const test of tests) if (test(record)) return true;
        return false;
      };
    }
  }
}
