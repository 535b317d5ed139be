import { z } from 'zod';
import { durationPattern } from '../../core/duration.ts';

const shapeSchema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
});
type Shape = z.infer<typeof shapeSchema>;

/** What a setting may be, in words. */
export function allowedValues(schema: z.core.$ZodType): string {
  const shape = shapeSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  if (shape.enum) return `one of ${shape.enum.map(String).join(', ')}`;
  switch (shape.type) {
    case 'integer':
      return `a whole number${rangeOf(shape)}`;
    case 'number':
      return `a number${rangeOf(shape)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    default:
      return textAllowed(schema, shape);
  }
}

function textAllowed(schema: z.core.$ZodType, { format, pattern, minLength }: Shape): string {
  if (pattern === durationPattern.source) return 'a length of time such as 500ms, 60s, 5m, 2h or 7d';
  if (format === 'uri') return urlAllowed(schema);
  return minLength !== undefined && minLength > 1 ? `text of ${minLength} characters or more` : 'text';
}

/** JSON Schema does not tell a URL's protocol; trying the ones in use does. */
function urlAllowed(schema: z.core.$ZodType): string {
  const protocols = ['https', 'postgres', 'rediss', 'redis'].filter((protocol) => z.safeParse(schema, `${protocol}://host:1/x`).success);
  return protocols.includes('https') ? 'a URL such as https://host' : `a URL such as ${protocols.map((protocol) => `${protocol}://host`).join(' or ')}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Shape): string {
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : '';
  const above = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` ${least === '' && above !== '' ? 'and up ' : ''}to ${maximum}` : '';
  return `${least}${above}${most}`;
}
