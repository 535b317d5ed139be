import { z } from 'zod';
import { durationPattern } from '../../src/core/duration.ts';

export type SettingKind = 'text' | 'duration' | 'number' | 'list' | 'choice' | 'json';

export interface SettingField {
  readonly name: string;
  /** `firstLookback` as `First lookback`. */
  readonly label: string;
  readonly about: string | undefined;
  readonly kind: SettingKind;
  readonly choices: readonly string[];
}

const propertySchema = z.object({
  type: z.string().optional(),
  about: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ type: z.string().optional() }).optional(),
});
const settingsSchema = z.object({ properties: z.record(z.string(), propertySchema).default({}) });

/** The settings of an agent type as fields of a form, in the type's own order. */
export function settingFields(schema: Readonly<Record<string, unknown>>): SettingField[] {
  const parsed = settingsSchema.safeParse(schema);
  if (!parsed.success) return [];
  return Object.entries(parsed.data.properties).map(([name, property]) => ({
    name,
    label: labelOf(name),
    about: property.about,
    kind: kindOf(property),
    choices: property.enum ?? (property.type === 'boolean' ? ['true', 'false'] : []),
  }));
}

/** A setting's value as it stands in its field. */
export function settingText(kind: SettingKind, value: unknown): string {
  if (value === undefined) return '';
  if (kind === 'list' && Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the field's text means, or why it means nothing. */
export function settingValue({ kind, label, choices }: SettingField, text: string): { value: unknown } | { problem: string } {
  const typed = text.trim();
  switch (kind) {
    case 'text':
      return { value: typed };
    case 'choice':
      return { value: choices.includes('true') ? typed === 'true' : typed };
    case 'list':
      return { value: typed.split(/[\s,]+/).filter((one) => one !== '') };
    case 'duration':
      return durationPattern.test(typed) ? { value: typed } : { problem: `${label}: a number and a unit, such as 60s, 5m or 2h` };
    case 'number':
      return typed !== '' && Number.isFinite(Number(typed)) ? { value: Number(typed) } : { problem: `${label}: a number` };
    case 'json':
      return parseJson(typed, label);
  }
}

function kindOf({ type, pattern, enum: choices, items }: z.output<typeof propertySchema>): SettingKind {
  if (choices || type === 'boolean') return 'choice';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array' && items?.type === 'string') return 'list';
  if (type !== 'string') return 'json';
  return pattern === durationPattern.source ? 'duration' : 'text';
}

function labelOf(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function parseJson(text: string, label: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: `${label}: it is not JSON` };
  }
}
