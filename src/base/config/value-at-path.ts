/** What stands at a path, or undefined where the path leads nowhere. */
export function readPath(from: unknown, path: readonly PropertyKey[]): unknown {
  let value = from;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** A copy with the value at the path; groups on the way are made where there are none. */
export function withPath(into: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const group = typeof into === 'object' && into !== null && !Array.isArray(into) ? into : {};
  return { ...group, [name]: withPath(readPath(group, [name]), rest, value) };
}
