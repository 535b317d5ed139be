import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { durationSchema } from '../../src/core/duration.ts';
import { type SettingField, settingFields, settingText, settingValue } from './setting-fields.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    firstLookback: durationSchema.default('2h').meta({ about: 'How far back' }),
    regions: z.array(z.string()).default([]),
    depth: z.enum(['shallow', 'deep']),
    isEager: z.boolean(),
    most: z.number().int(),
    note: z.string(),
    limits: z.object({ perDay: z.number() }),
  }),
);

function field(name: string): SettingField {
  const found = settingFields(schema).find((one) => one.name === name);
  if (!found) throw new Error(`There is no field ${name}`);
  return found;
}

describe('the settings of an agent type', () => {
  test('become fields in their own order, each of its kind', () => {
    expect(settingFields(schema).map(({ label, kind }) => [label, kind])).toEqual([
      ['First lookback', 'duration'],
      ['Regions', 'list'],
      ['Depth', 'choice'],
      ['Is eager', 'choice'],
      ['Most', 'number'],
      ['Note', 'text'],
      ['Limits', 'json'],
    ]);
    expect(field('firstLookback').about).toBe('How far back');
  });

  test.each([
    ['firstLookback', '90m'],
    ['regions', ['us-east-1', 'eu-west-1']],
    ['depth', 'deep'],
    ['isEager', false],
    ['most', 12],
    ['note', 'a note'],
    ['limits', { perDay: 3 }],
  ])('%s comes back from its field as it went in', (name, value) => {
    const { kind } = field(name);
    expect(settingValue(field(name), settingText(kind, value))).toEqual({ value });
  });

  test.each([
    ['firstLookback', 'two hours'],
    ['most', 'many'],
    ['most', ''],
    ['limits', '{perDay'],
  ])('%s refuses "%s" and names itself', (name, text) => {
    expect(settingValue(field(name), text)).toEqual({ problem: expect.stringContaining(field(name).label) });
  });

  test('a schema of another shape has no fields', () => {
    expect(settingFields({ properties: 'none' })).toEqual([]);
  });
});
