import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { AwsRefusal } from './aws-refusal.ts';

type Facts = Readonly<Record<string, string | readonly (string | undefined)[] | readonly Tag[] | undefined>> & { readonly tags?: readonly Tag[] | undefined };

/** EC2's filters: each must fit, by any of its values; `*` and `?` are wildcards; an unknown filter is refused. */
export function matchesFilters(filters: readonly Filter[], facts: Facts): boolean {
  return filters.every(({ Name = '', Values = [] }) => valuesOf(Name, facts).some((actual) => Values.some((wanted) => like(actual, wanted))));
}

function valuesOf(name: string, facts: Facts): string[] {
  const tags = facts.tags ?? [];
  if (name === 'tag-key') return tags.flatMap(({ Key }) => Key ?? []);
  if (name.startsWith('tag:')) return tags.flatMap(({ Key, Value }) => (Key === name.slice(4) ? (Value ?? '') : []));
  if (!Object.hasOwn(facts, name) || name === 'tags') throw new AwsRefusal('InvalidParameterValue', `The filter '${name}' is invalid`);
  return [facts[name]].flat().flatMap((value) => (typeof value === 'string' ? value : []));
}

function like(actual: string, wanted: string): boolean {
  if (!/[*?]/.test(wanted)) return actual === wanted;
  const source = wanted.replaceAll(/[^*?]+/g, RegExp.escape).replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'u').test(actual);
}
