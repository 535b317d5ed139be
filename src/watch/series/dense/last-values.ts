/** The last values of a series, and what a number of them is together. */
export interface LastValues {
  add(value: number): void;
  readonly count: number;
  /** Of the last so many: their mean and how far they are from it. */
  over(count: number): { readonly mean: number; readonly spread: number };
}

export function openLastValues(most: number): LastValues {
  const values = new Float64Array(most);
  let added = 0;
  const back = (steps: number) => values[(added - 1 - steps + most) % most] ?? 0;
  return {
    add(value) {
      values[added % most] = value;
      added += 1;
      // A counter that only grows would lose its last digits some day.
      if (added === most * 2 ** 20) added = most;
    },
    get count() {
      return Math.min(added, most);
    },
    over(count) {
      let sum = 0;
      for (let step = 0; step < count; step += 1) sum += back(step);
      const mean = sum / count;
      let squares = 0;
      for (let step = 0; step < count; step += 1) squares += (back(step) - mean) ** 2;
      return { mean, spread: Math.sqrt(squares / count) };
    },
  };
}
