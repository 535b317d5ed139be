import { readdir } from 'node:fs/promises';
import type { Story } from './world/story.ts';

const folder = new URL('./stories/', import.meta.url);

/** Every story below stories/, by the name of its file. */
export async function loadStories(): Promise<Map<string, Story>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  const stories = new Map<string, Story>();
  for (const name of names) {
    const loaded: { default?: Story } = await import(new URL(name, folder).href);
    if (typeof loaded.default?.plan !== 'function') throw new TypeError(`${name} does not export a story`);
    stories.set(name.replace(/\.ts$/, ''), loaded.default);
  }
  return stories;
}
