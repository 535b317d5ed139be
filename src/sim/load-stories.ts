import { z } from 'zod';
import { loadUnits } from '../base/units/load-units.ts';
import type { Story } from './world/story.ts';

/** Every story below stories/, by the name of its file. */
export function loadStories(): Promise<Map<string, Story>> {
  return loadUnits(new URL('./stories/', import.meta.url), storySchema);
}

const storySchema = z.custom<Story>((value) => z.object({ title: z.string(), about: z.string(), plan: z.function() }).safeParse(value).success, 'not made by defineStory');
