import { parseJson } from '../parse-json.ts';

/** What a value holds besides being a record itself: a file, a LookupEvents answer, an EventBridge event, a notification around them. */
export function unwrapRecords(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(unwrapRecords);
  if (typeof value !== 'object' || value === null || 'eventName' in value) return [value];
  const inner = containers.map((key): unknown => Reflect.get(value, key)).find((one) => one !== undefined);
  if (Array.isArray(inner)) return inner.flatMap(unwrapRecords);
  if (typeof inner === 'object' && inner !== null) return unwrapRecords(inner);
  return typeof inner === 'string' ? unwrapText(inner) : [value];
}

const containers = ['Records', 'Events', 'CloudTrailEvent', 'detail'] as const;

function unwrapText(text: string): unknown[] {
  const value = parseJson(text);
  return value === undefined ? [text] : unwrapRecords(value);
}
