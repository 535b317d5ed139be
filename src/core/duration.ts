import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/** A length of time as people write it: `500ms`, `60s`, `5m`, `2h`, `90d`, `4w`. */
export const durationSchema = z
  .string()
  .regex(durationPattern, 'a number and a unit of ms, s, m, h, d or w, such as 60s or 5m');

/** A length of time that is neither shorter nor longer than what makes sense. */
export function durationBetween(least: string, most: string) {
  const isBetween = (text: string): boolean => durationMs(text) >= durationMs(least) && durationMs(text) <= durationMs(most);
  // What is no duration at all has been said so before.
  return durationSchema.refine((text) => !durationPattern.test(text) || isBetween(text), `from ${least} to ${most}`);
}

export function durationMs(text: string): number {
  const match = durationPattern.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a duration such as 60s or 5m`);
  const [, amount = '0', unit = 'ms'] = match;
  return Math.round(Number(amount) * unitLength(unit));
}

function unitLength(unit: string): number {
  switch (unit) {
    case 'ms':
    case 's':
    case 'm':
    case 'h':
    case 'd':
    case 'w':
      return unitMs[unit];
    default:
      throw new RangeError(`"${unit}" is not a unit of time`);
  }
}
