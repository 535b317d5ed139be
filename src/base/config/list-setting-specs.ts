import { z } from 'zod';
import { allowedValues } from './allowed-values.ts';
import { configSchema } from './config-schema.ts';

/** One leaf of the configuration: everything known about it before any value is. */
export interface SettingSpec {
  /** `server.port` */
  readonly key: string;
  readonly path: readonly string[];
  readonly about: string;
  readonly env: string | undefined;
  readonly isSecret: boolean;
  readonly kind: 'text' | 'number' | 'boolean' | 'list';
  /** For a person: `a whole number from 0 to 65535`. */
  readonly allowed: string;
  readonly fallback: unknown;
}

const factsSchema = z.looseObject({ about: z.string(), env: z.string().optional(), secret: z.boolean().default(false) });

/** Every setting, in the order of the schema. */
export function listSettingSpecs(): SettingSpec[] {
  return specsBelow([], configSchema);
}

/** The names that may stand at a place in the file: `['server']` gives `port`, `host`, …; undefined where no group is. */
export function namesAt(path: readonly PropertyKey[]): string[] | undefined {
  let schema: z.core.$ZodType | undefined = configSchema;
  for (const name of path) {
    const group: z.core.$ZodType = unwrapped(schema);
    if (group instanceof z.ZodArray) schema = group.element;
    else schema = group instanceof z.ZodObject ? shapeOf(group)[String(name)] : undefined;
    if (schema === undefined) return undefined;
  }
  const group = unwrapped(schema);
  return group instanceof z.ZodObject ? Object.keys(group.shape) : undefined;
}

function specsBelow(path: readonly string[], schema: z.core.$ZodType): SettingSpec[] {
  const facts = factsSchema.safeParse(z.globalRegistry.get(schema));
  const inner = unwrapped(schema);
  if (facts.success) {
    const { about, env, secret } = facts.data;
    return [{ key: path.join('.'), path, about, env, isSecret: secret, kind: kindOf(inner), allowed: allowedValues(schema), fallback: fallbackOf(schema) }];
  }
  if (!(inner instanceof z.ZodObject)) throw new TypeError(`The setting ${path.join('.')} says nothing about itself`);
  return Object.entries(shapeOf(inner)).flatMap(([name, child]) => specsBelow([...path, name], child));
}

function shapeOf(group: z.ZodObject): Readonly<Record<string, z.core.$ZodType>> {
  return group.shape;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapper ? unwrapped(schema.unwrap()) : schema;
}

function kindOf(schema: z.core.$ZodType): SettingSpec['kind'] {
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  return schema instanceof z.ZodArray ? 'list' : 'text';
}

function fallbackOf(schema: z.core.$ZodType): unknown {
  const parsed = z.safeParse(schema, undefined);
  return parsed.success ? parsed.data : undefined;
}
