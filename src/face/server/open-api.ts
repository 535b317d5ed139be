import { z } from 'zod';
import type { Contract } from '../../core/contract.ts';
import { liveEventSchema } from '../../core/live-event.ts';
import { problemSchema } from './problem.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of the contracts. Its schemas are plain JSON Schema 2020-12, which zod writes by itself. */
export function openApiDocument(contracts: readonly Contract[], { version }: { version: string }): Json {
  const schemas = new Map<string, unknown>();
  const paths: Record<string, Json> = {};
  for (const contract of contracts.toSorted((a, b) => a.path.localeCompare(b.path))) {
    paths[contract.path] = { ...paths[contract.path], [contract.method]: operation(contract, schemas) };
  }
  paths['/api/events'] = { get: eventsOperation(schemas) };
  return {
    openapi: '3.1.0',
    info: { title: 'Watchkeeper', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'watchkeeper.session_token', description: 'Set by POST /api/session' },
        token: { type: 'http', scheme: 'bearer', description: 'WATCHKEEPER_ADMIN_TOKEN of the server' },
      },
    },
  };
}

function operation({ id, path, title, role, params, query, body, response, status = 200 }: Contract, schemas: Map<string, unknown>): Json {
  const parameters = [...parametersOf(params, { place: 'path', schemas }), ...parametersOf(query, { place: 'query', schemas })];
  const answer = status === 204 ? {} : { content: { [path.endsWith('/export') ? 'application/octet-stream' : 'application/json']: { schema: jsonSchema(response, 'output', schemas) } } };
  return {
    operationId: id,
    summary: title,
    description: role === 'anyone' ? 'Works before logging in.' : `Needs the role ${role}.`,
    security: role === 'anyone' ? [] : [{ session: [] }, { token: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input', schemas) } } } } : {}),
    responses: { [status]: { description: status === 204 ? 'Done' : 'The answer', ...answer }, default: problemResponse(schemas) },
  };
}

function eventsOperation(schemas: Map<string, unknown>): Json {
  return {
    operationId: 'stream-events',
    summary: 'What happens, as it happens: server-sent events, named by their type, with the event as JSON',
    description: 'Needs the role viewer.',
    security: [{ session: [] }, { token: [] }],
    responses: { 200: { description: 'Events until either side closes', content: { 'text/event-stream': { schema: jsonSchema(liveEventSchema, 'output', schemas) } } }, default: problemResponse(schemas) },
  };
}

function problemResponse(schemas: Map<string, unknown>): Json {
  return { description: 'What went wrong and what to do', content: { 'application/problem+json': { schema: jsonSchema(problemSchema, 'output', schemas) } } };
}

function parametersOf(fields: z.ZodObject | undefined, { place, schemas }: { place: 'path' | 'query'; schemas: Map<string, unknown> }): Json[] {
  if (!fields) return [];
  return Object.entries(fields.shape).map(([name, field]) => {
    const isRequired = place === 'path' || !z.safeParse(trustType(field), undefined).success;
    return { name, in: place, required: isRequired, schema: jsonSchema(trustType(field), 'input', schemas) };
  });
}

/** Guarantee: a shape's fields are zod types of the same version. */
function trustType(field: unknown): z.ZodType {
  return field as z.ZodType;
}

/** A schema that has an id of its own is written once, among the components. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Map<string, unknown>): unknown {
  const { $schema: _dialect, $defs: definitions = {}, ...own } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  for (const [name, definition] of Object.entries(definitions)) schemas.set(name, pointed(definition));
  return pointed(own);
}

/** References to `$defs` become references to the components; a definition's own id is its name there. */
function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      if (key === '$ref' && typeof inner === 'string') return [[key, inner.replace(/^#\/\$defs\//, '#/components/schemas/')]];
      return key === 'id' && typeof inner === 'string' ? [] : [[key, pointed(inner)]];
    }),
  );
}
