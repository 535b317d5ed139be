/**
 * Every value at a dotted path: objects are descended, arrays fan out. Nothing there is an empty list; a null stays,
 * so that a rule can ask for it.
 */
export function readField(record: unknown, path: readonly string[]): unknown[] {
  let values: unknown[] = [record];
  for (const name of path) {
    values = values.flatMap((value) => step(value, name));
    if (values.length === 0) return values;
  }
  return values.flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
}

function step(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => step(item, name));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  return [Reflect.get(value, name)];
}
