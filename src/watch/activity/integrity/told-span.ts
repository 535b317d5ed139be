/** The time that a digest tells of. */
export interface ToldSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The time in a key may be so much off from when a digest says that the file was delivered. */
export const slacksMs = { early: 10 * 60_000, late: 30 * 60_000 } as const;

export function tells(told: readonly ToldSpan[], ms: number): boolean {
  return told.some(({ fromMs, toMs }) => ms > fromMs && ms <= toMs);
}

/** Whether a digest that is there would have named a file of this time. */
export function isTellable(told: readonly ToldSpan[], ms: number): boolean {
  return tells(told, ms - slacksMs.early) && tells(told, ms + slacksMs.late);
}
