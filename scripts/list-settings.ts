import { z } from 'zod';
import { configSchema } from '../src/base/config/config-schema.ts';

/** One setting as documents tell it. */
export interface SettingLine {
  readonly key: string;
  readonly about: string;
  readonly env: string | undefined;
  readonly secret: boolean;
  readonly fallback: string | undefined;
  readonly allowed: string;
}

const nodeSchema = z.looseObject({
  get properties() {
    return z.record(z.string(), nodeSchema).optional();
  },
  get anyOf() {
    return z.array(nodeSchema).optional();
  },
  about: z.string().optional(),
  env: z.string().optional(),
  secret: z.boolean().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
});
type Node = z.infer<typeof nodeSchema>;

/** Every setting of the configuration, in the order of its schema. */
export function listSettings(): SettingLine[] {
  return linesBelow('', nodeSchema.parse(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })));
}

function linesBelow(key: string, node: Node): SettingLine[] {
  if (node.about === undefined && node.properties) {
    return Object.entries(node.properties).flatMap(([name, child]) => linesBelow(key === '' ? name : `${key}.${name}`, child));
  }
  const fallback = node.default === undefined ? undefined : typeof node.default === 'string' ? node.default : JSON.stringify(node.default);
  return [{ key, about: node.about ?? '', env: node.env, secret: node.secret ?? false, fallback, allowed: allowedBy(node) }];
}

function allowedBy(node: Node): string {
  if (node.enum) return node.enum.map(String).join(', ');
  const kind = node.type === 'array' ? 'a list' : node.type === 'integer' ? 'a whole number' : node.type === 'number' ? 'a number' : 'text';
  const least = node.minimum !== undefined && node.minimum > Number.MIN_SAFE_INTEGER ? ` from ${node.minimum}` : '';
  const most = node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER ? ` to ${node.maximum}` : '';
  const length = node.minLength !== undefined && node.minLength > 1 ? ` of ${node.minLength} characters or more` : '';
  return `${kind}${least}${most}${length}`;
}
