export type ValueTest = (value: unknown) => boolean;

export interface FieldPath {
  readonly dotted: string;
  readonly steps: readonly string[];
}

export function fieldPath(dotted: string): FieldPath {
  return { dotted, steps: dotted.split('.') };
}

/**
 * Whether any value at the path passes: objects are descended, arrays fan out. A record that was flattened before has
 * the whole path as one key, which then counts.
 */
export function someValue(record: unknown, path: FieldPath, test: ValueTest): boolean {
  if (path.steps.length > 1 && typeof record === 'object' && record !== null && Object.hasOwn(record, path.dotted)) {
    return fanOut(Reflect.get(record, path.dotted), test);
  }
  return descend(record, path.steps, 0, test);
}

/** Every value at the path, with arrays fanned out. */
export function valuesAt(record: unknown, path: FieldPath): unknown[] {
  const values: unknown[] = [];
  someValue(record, path, (value) => {
    values.push(value);
    return false;
  });
  return values;
}

/** Whether the path leads anywhere, be it to null or to an empty list. */
export function isPresent(record: unknown, { dotted, steps }: FieldPath): boolean {
  if (typeof record === 'object' && record !== null && Object.hasOwn(record, dotted)) return true;
  return leadsOn(record, steps, 0);
}

// oxlint-disable-next-line max-params -- called for every field of every record: an object per call is what it must not cost
function descend(value: unknown, steps: readonly string[], at: number, test: ValueTest): boolean {
  const step = steps[at];
  if (step === undefined) return fanOut(value, test);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (descend(item, steps, at, test)) return true;
    return false;
  }
  if (!Object.hasOwn(value, step)) return false;
  return descend(Reflect.get(value, step), steps, at + 1, test);
}

function fanOut(value: unknown, test: ValueTest): boolean {
  if (!Array.isArray(value)) return test(value);
  for (const item of value) if (fanOut(item, test)) return true;
  return false;
}

function leadsOn(value: unknown, steps: readonly string[], at: number): boolean {
  const step = steps[at];
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => leadsOn(item, steps, at));
  return Object.hasOwn(value, step) && leadsOn(Reflect.get(value, step), steps, at + 1);
}

/** A value as text: a whole object is its compact JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
