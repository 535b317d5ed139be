/** How busy one kind of actor is at a minute since 1970, from 0 to 1. */
export type Rhythm = (minute: number) => number;

/** Office hours from Stockholm to Seattle: busy on working days, some evenings, hardly ever at night. */
export const officeHours: Rhythm = (minute) => {
  const hour = hourOf(minute);
  const office = bump(hour, { from: 6, to: 23 });
  return (isWeekend(minute) ? 0.08 : 1) * (0.02 + 0.98 * office);
};

/** What customers cause: a wave over the day that never stops, flatter at weekends. */
export const customerHours: Rhythm = (minute) => (isWeekend(minute) ? 0.7 : 1) * (0.35 + 0.65 * bump(hourOf(minute), { from: 5, to: 25 }));

/** Machines that look after machines. */
export const roundTheClock: Rhythm = () => 1;

export function isWeekend(minute: number): boolean {
  // The first day of 1970 was a Thursday.
  const weekday = (Math.floor(minute / 1_440) + 4) % 7;
  return weekday === 0 || weekday === 6;
}

function hourOf(minute: number): number {
  return (minute % 1_440) / 60;
}

/** Rises from nothing at `from` to one in the middle and falls to nothing at `to`. */
function bump(hour: number, { from, to }: { from: number; to: number }): number {
  const at = hour < to - 24 ? hour + 24 : hour;
  return at <= from || at >= to ? 0 : Math.sin((Math.PI * (at - from)) / (to - from)) ** 0.7;
}
