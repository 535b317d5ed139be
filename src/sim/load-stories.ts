import { readdir } from 'node:fs/promises';
import type { Story } from './world/story.ts';

const folder = new URL('./stories/', import.meta.url);

/** Every story below stories/, by the name of its file. */
export async function loadStories(): Promise<Map<string, Story>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  const stories = new Map<string, Story>();
  for (const name of names) {
    const loaded: unknown = await import(new URL(name, folder).href);
    const story: unknown = Reflect.get(Object(loaded), 'default');
    if (!isStory(story)) throw new TypeError(`${name} does not export a story`);
    stories.set(name.replace(/\.ts$/, ''), story);
  }
  return stories;
}

function isStory(value: unknown): value is Story {
  return typeof value === 'object' && value !== null && 'plan' in value && typeof value.plan === 'function';
}
