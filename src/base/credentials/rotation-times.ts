/** How long the steps of a rotation wait. */
export interface RotationTimes {
  /** A new key is not known everywhere at once: so long it is tried before it is given up. */
  readonly testForMs: number;
  readonly betweenTestsMs: number;
  /** After the switch, until every process uses the new key and the old one is made inactive. */
  readonly settleMs: number;
  /** How long the old key stays, inactive, before it is deleted. */
  readonly graceMs: number;
  /** The first wait after AWS could not be asked; each further one is twice as long. */
  readonly retryMs: number;
}

export const usualTimes = { testForMs: 180_000, betweenTestsMs: 3_000, settleMs: 30_000, retryMs: 5_000 } as const;
