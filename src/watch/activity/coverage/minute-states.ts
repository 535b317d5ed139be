/** What is known of one minute of one account and region. The later in this list, the more is known: merging takes the later one. */
export const minuteStates = ['unknown', 'missing', 'late', 'seen'] as const;
export type MinuteState = (typeof minuteStates)[number];

export const minutesPerDay = 1_440;
const perByte = 4;
const dayBytes = minutesPerDay / perByte;

/** The minutes of a day, two bits each. */
export type DayStates = Uint8Array;

export function emptyDay(): DayStates {
  return new Uint8Array(dayBytes);
}

export function stateAt(day: DayStates, minute: number): MinuteState {
  return minuteStates[codeAt(day, minute)] ?? 'unknown';
}

/** Marks the minutes [from, to). What is known better already stays, so that the order of marks changes nothing. */
export function markMinutes(day: DayStates, { from, to }: { from: number; to: number }, state: MinuteState): void {
  const code = minuteStates.indexOf(state);
  for (let minute = from; minute < to; minute += 1) {
    if (codeAt(day, minute) >= code) continue;
    const at = Math.floor(minute / perByte);
    const shift = (minute % perByte) * 2;
    day[at] = ((day[at] ?? 0) & ~(3 << shift)) | (code << shift);
  }
}

/** Takes into the first what the second knows better, minute by minute. */
export function mergeDay(into: DayStates, from: DayStates): void {
  for (let at = 0; at < dayBytes; at += 1) {
    const [a = 0, b = 0] = [into[at], from[at]];
    let merged = 0;
    for (let shift = 0; shift < 8; shift += 2) merged |= Math.max((a >> shift) & 3, (b >> shift) & 3) << shift;
    into[at] = merged;
  }
}

/** Marks are kept in a column of text. */
export function dayAsText(day: DayStates): string {
  return Buffer.from(day).toString('base64');
}

export function dayFromText(text: string): DayStates {
  const day = emptyDay();
  day.set(Buffer.from(text, 'base64').subarray(0, dayBytes));
  return day;
}

function codeAt(day: DayStates, minute: number): number {
  return ((day[Math.floor(minute / perByte)] ?? 0) >> ((minute % perByte) * 2)) & 3;
}
