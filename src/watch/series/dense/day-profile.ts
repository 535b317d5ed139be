/** What is usual at each time of the day. */
export interface DayProfile {
  /** How far a value is from what is usual then, or around then; undefined before the second day. */
  distance(at: number, value: number): number | undefined;
  usual(at: number): number | undefined;
  learn(at: number, value: number): void;
}

const dayMs = 86_400_000;
const fewestSlots = 12;
const mostSlots = 1_500;
/** Of a new day, so much goes into what is usual. */
const share = 0.5;

/** Undefined for series that have too few points in a day to tell its times apart, or too many to remember. */
export function openDayProfile(everyMs: number): (DayProfile & { readonly slots: number }) | undefined {
  const slots = Math.round(dayMs / everyMs);
  if (slots < fewestSlots || slots > mostSlots) return undefined;
  const usual = new Float64Array(slots).fill(Number.NaN);
  const slotOf = (at: number) => Math.floor((((at % dayMs) + dayMs) % dayMs) / everyMs) % slots;
  const known = (slot: number): number | undefined => {
    const value = usual[(slot + slots) % slots] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  };
  return {
    slots,
    distance(at, value) {
      const slot = slotOf(at);
      if (known(slot) === undefined) return undefined;
      // What comes a little earlier or later than the day before is as usual.
      let nearest = Number.POSITIVE_INFINITY;
      for (const near of [slot - 1, slot, slot + 1]) {
        const distance = value - (known(near) ?? Number.POSITIVE_INFINITY);
        if (Math.abs(distance) < Math.abs(nearest)) nearest = distance;
      }
      return nearest;
    },
    usual: (at) => known(slotOf(at)),
    learn(at, value) {
      const slot = slotOf(at);
      const before = known(slot);
      usual[slot] = before === undefined ? value : before + share * (value - before);
    },
  };
}
