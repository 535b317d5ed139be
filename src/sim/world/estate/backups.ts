import { openDice } from '../seeded-random.ts';

export const daysKept = 7;

/** The snapshot that a volume's nightly backup made on a day, counted from 1970: the same for the estate and for what its records say. */
export function backupId(seed: number, volumeId: string, day: number): string {
  return `snap-0${openDice(seed, `backup/${volumeId}/${day}`).hex(16)}`;
}
