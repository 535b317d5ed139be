import { fromBase64 } from '@smithy/core/serde';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsRefusal } from '../aws-refusal.ts';

/** Reads the flat keys of the query protocols (`Filter.1.Value.2=x`) back into an input by its schema. */
export function readQuery(schema: NormalizedSchema, params: URLSearchParams, { isEc2 }: { isEc2: boolean }): unknown {
  const tree = new Map<string, string>([...params].filter(([key]) => key !== 'Action' && key !== 'Version'));
  return readValue(schema, '', { tree, isEc2 }) ?? {};
}

interface Source {
  readonly tree: ReadonlyMap<string, string>;
  readonly isEc2: boolean;
}

function readValue(schema: NormalizedSchema, prefix: string, source: Source): unknown {
  if (schema.isListSchema()) return readList(schema, prefix, source);
  if (schema.isMapSchema()) return readMap(schema, prefix, source);
  if (schema.isStructSchema()) return readStruct(schema, prefix, source);
  const text = source.tree.get(prefix);
  return text === undefined ? undefined : readSimple(schema, prefix, text);
}

function readStruct(schema: NormalizedSchema, prefix: string, source: Source): unknown {
  if (prefix !== '' && !hasKeysBelow(prefix, source)) return undefined;
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const value = readValue(member, join(prefix, keyOf(name, member, source)), source);
    if (value !== undefined) struct[name] = value;
  }
  return struct;
}

function readList(schema: NormalizedSchema, prefix: string, source: Source): unknown {
  if (source.tree.get(prefix) === '') return [];
  const member = schema.getValueSchema();
  const isFlat = source.isEc2 || schema.getMergedTraits().xmlFlattened !== undefined;
  const base = isFlat ? prefix : `${prefix}.${member.getMergedTraits().xmlName ?? 'member'}`;
  const items: unknown[] = [];
  for (let i = 1; hasKeysBelow(`${base}.${i}`, source) || source.tree.has(`${base}.${i}`); i += 1) {
    items.push(readValue(member, `${base}.${i}`, source));
  }
  return items.length === 0 ? undefined : items;
}

function readMap(schema: NormalizedSchema, prefix: string, source: Source): unknown {
  const isFlat = schema.getMergedTraits().xmlFlattened !== undefined;
  const base = isFlat ? prefix : `${prefix}.entry`;
  const keyName = String(schema.getKeySchema().getMergedTraits().xmlName ?? 'key');
  const valueName = String(schema.getValueSchema().getMergedTraits().xmlName ?? 'value');
  const map: Record<string, unknown> = {};
  let isEmpty = true;
  for (let i = 1; source.tree.has(`${base}.${i}.${keyName}`); i += 1) {
    map[source.tree.get(`${base}.${i}.${keyName}`) ?? ''] = readValue(schema.getValueSchema(), `${base}.${i}.${valueName}`, source);
    isEmpty = false;
  }
  return isEmpty ? undefined : map;
}

function readSimple(schema: NormalizedSchema, key: string, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) {
    if (!Number.isFinite(Number(text)) || text === '') throw new AwsRefusal('InvalidParameterValue', `${key} is not a number`);
    return Number(text);
  }
  if (schema.isTimestampSchema()) {
    const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
    if (Number.isNaN(at)) throw new AwsRefusal('InvalidParameterValue', `${key} is not a time`);
    return new Date(at);
  }
  return schema.isBlobSchema() ? fromBase64(text) : text;
}

/** The key of a member, as the client writes it. */
function keyOf(name: string, member: NormalizedSchema, { isEc2 }: Source): string {
  const traits = member.getMergedTraits();
  if (!isEc2) return String(traits.xmlName ?? name);
  if (typeof traits.ec2QueryName === 'string') return traits.ec2QueryName;
  const key = String(traits.xmlName ?? name);
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

function join(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}.${key}`;
}

function hasKeysBelow(prefix: string, { tree }: Source): boolean {
  for (const key of tree.keys()) if (key.startsWith(`${prefix}.`)) return true;
  return false;
}
