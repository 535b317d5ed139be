import type { Dice } from '../seeded-random.ts';
import type { Actor } from './actors.ts';
import type { Place } from './place.ts';
import type { Rhythm } from './rhythm.ts';
import type { Deed } from './write-record.ts';

export interface Scene {
  readonly place: Place;
  readonly dice: Dice;
  /** Since 1970. */
  readonly minute: number;
}

export interface Happening {
  readonly actor: Actor;
  readonly deed: Deed;
  /** Of the minute; by chance when absent. */
  readonly second?: number;
}

/** One kind of thing that goes on by itself, a number of times a minute that follows a rhythm. */
export interface Stir {
  readonly rhythm: Rhythm;
  /** Times a minute when it is busiest. */
  readonly peak: (place: Place) => number;
  readonly happen: (scene: Scene) => Happening[];
}
