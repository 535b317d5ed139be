import { regionNameSchema } from '../../src/base/accounts/contract.ts';

/** Regions as a person writes them: apart by commas, spaces or lines. */
export function regionsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))];
}

/** What is wrong with such a list, or undefined. */
export function regionsProblem(text: string): string | undefined {
  const names = regionsIn(text);
  const wrong = names.find((name) => !regionNameSchema.safeParse(name).success);
  if (wrong !== undefined) return `"${wrong}" is not a region such as eu-central-1`;
  return names.length === 0 ? 'Name at least one region' : undefined;
}

/** Tags as lines of name=value. */
export function tagsIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

export function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
