/** A time; without an end it goes on. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date | null;
}

export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** What of a span lies within none of the stretches. */
export function without(span: Span, stretches: readonly Stretch[]): Span[] {
  return stretches.reduce<Span[]>((left, { from, to }) => left.flatMap((one) => [{ from: one.from, to: earlier(one.to, from) }, { from: to ? later(one.from, to) : one.to, to: one.to }].filter(isSome)), [span]);
}

/** What of a span lies within some of the stretches. */
export function within(span: Span, stretches: readonly Stretch[]): Span[] {
  return stretches.map(({ from, to }) => ({ from: later(span.from, from), to: to ? earlier(span.to, to) : span.to })).filter(isSome);
}

function isSome({ from, to }: Span): boolean {
  return from < to;
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
