import { parseSync, Visitor } from 'oxc-parser';

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * `as` states what the compiler cannot see, so it stands only inside a named function
 * whose comment begins with "Guarantee:". `as const` states nothing and is free.
 */
export function assertionsOutsideGuarantees(path: string, source: string): string[] {
  const { program, comments } = parseSync(path, source);
  const promised: Span[] = [];
  const asserted: number[] = [];
  new Visitor({
    FunctionDeclaration(node) {
      if (node.id && hasGuarantee(node.start)) promised.push(node);
    },
    TSAsExpression(node) {
      if (source.slice(node.typeAnnotation.start, node.typeAnnotation.end) !== 'const') asserted.push(node.start);
    },
    TSTypeAssertion(node) {
      asserted.push(node.start);
    },
  }).visit(program);

  return asserted
    .filter((at) => !promised.some((span) => span.start <= at && at < span.end))
    .map((at) => `line ${lineOf(at)}: \`as\` outside a named function whose comment states its guarantee ("Guarantee: ...")`);

  function hasGuarantee(start: number): boolean {
    const before = comments.findLast((comment) => comment.end <= start);
    return before !== undefined && /Guarantee:/.test(before.value) && /^\s*(export\s+)?$/.test(source.slice(before.end, start));
  }

  function lineOf(at: number): number {
    return source.slice(0, at).split('\n').length;
  }
}
