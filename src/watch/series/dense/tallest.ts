/** The tallest that something has been, against which the next is measured. */
export interface Tallest {
  /** How tall a value is against the tallest before it, which counts for more while little was seen; then remembers it. */
  measure(value: number): number;
  /** What the next one must reach to measure 1. */
  readonly height: number | null;
}

export interface TallestOptions {
  /** So many values are only remembered. */
  readonly silent: number;
}

/** While little was seen, the tallest yet is not the tallest there is: this much is added to it, and less and less. */
const caution = 1.5;
const cautionFades = 10;
/** One monster does not hide all that come after it: the tallest grows by so much at a time. */
const growsBy = 2;

export function openTallest({ silent }: TallestOptions): Tallest {
  let tallest = 0;
  let seen = 0;
  const heightNow = () => tallest * (1 + caution * Math.exp(-seen / (silent * cautionFades + 1)));
  return {
    measure(value) {
      const isMeasured = seen > silent && tallest > 0;
      const measured = isMeasured ? value / heightNow() : 0;
      seen += 1;
      if (value > tallest) tallest = isMeasured ? Math.min(value, tallest * growsBy) : value;
      return measured;
    },
    get height() {
      return seen > silent && tallest > 0 ? heightNow() : null;
    },
  };
}
