import { NormalizedSchema } from '@smithy/core/schema';
import { serviceLoaders, type ServiceName } from '../../base/aws/services.ts';

export type Protocol = 'json-1.0' | 'json-1.1' | 'rest-json' | 'rest-xml' | 'query' | 'ec2-query';

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Input members that the service does not do without. */
  readonly required: readonly string[];
  /** Method, path pattern and status, for the REST protocols. */
  readonly http: readonly [string, string, number] | undefined;
}

export interface ExceptionModel {
  readonly status: number;
  /** What the query protocols call it. */
  readonly queryCode: string;
}

export interface ServiceModel {
  readonly service: ServiceName;
  readonly protocol: Protocol;
  readonly xmlNamespace: string;
  /** Clients of the JSON protocol that know errors by their names in the old query protocol. */
  readonly isQueryCompatible: boolean;
  readonly operations: ReadonlyMap<string, OperationModel>;
  exception(name: string): ExceptionModel | undefined;
}

interface ServiceFacts {
  readonly protocol: Protocol;
  readonly xmlNamespace?: string;
  readonly isQueryCompatible?: boolean;
}

const facts: { readonly [S in ServiceName]: ServiceFacts } = {
  athena: { protocol: 'json-1.1' },
  cloudtrail: { protocol: 'json-1.1' },
  ec2: { protocol: 'ec2-query', xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  events: { protocol: 'json-1.1' },
  glue: { protocol: 'json-1.1' },
  iam: { protocol: 'query', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  kms: { protocol: 'json-1.1' },
  organizations: { protocol: 'json-1.1' },
  s3: { protocol: 'rest-xml', xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
  ses: { protocol: 'query', xmlNamespace: 'http://ses.amazonaws.com/doc/2010-12-01/' },
  sesv2: { protocol: 'rest-json' },
  sns: { protocol: 'query', xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
  sqs: { protocol: 'json-1.0', isQueryCompatible: true },
  sts: { protocol: 'query', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
};

const models = new Map<ServiceName, Promise<ServiceModel>>();

/** A service as its SDK library describes it: the same schemas that the client reads and writes by. */
export function serviceModel(service: ServiceName): Promise<ServiceModel> {
  const known = models.get(service) ?? readModel(service);
  models.set(service, known);
  return known;
}

async function readModel(service: ServiceName): Promise<ServiceModel> {
  const library: object = await serviceLoaders[service]();
  const operations = new Map<string, OperationModel>();
  for (const [name, schema] of Object.entries(library)) {
    if (name.endsWith('$') && Array.isArray(schema) && schema[0] === 9) operations.set(name.slice(0, -1), operationModel(schema));
  }
  const { protocol, xmlNamespace = '', isQueryCompatible = false } = facts[service];
  return { service, protocol, xmlNamespace, isQueryCompatible, operations, exception: (name) => exceptionModel(library, name) };
}

/** Guarantee: the SDK writes operation schemas as [9, namespace, name, traits, input, output]. */
function operationModel(schema: unknown[]): OperationModel {
  const [, , name, traits, input, output] = schema as [9, string, string, unknown, Parameters<typeof NormalizedSchema.of>[0], Parameters<typeof NormalizedSchema.of>[0]];
  const http: unknown = Reflect.get(Object(traits), 'http');
  const isHttp = Array.isArray(http) && typeof http[0] === 'string' && typeof http[1] === 'string';
  const inputSchema = NormalizedSchema.of(input);
  return {
    name,
    input: inputSchema,
    output: NormalizedSchema.of(output),
    required: requiredMembers(inputSchema.getSchema()),
    http: isHttp ? [String(http[0]), String(http[1]), Number(http[2])] : undefined,
  };
}

/** Guarantee: the SDK writes structures as [3, namespace, name, traits, names, schemas, howManyRequired], the required names first. */
function requiredMembers(schema: unknown): readonly string[] {
  const [kind, , , , names, , count] = (Array.isArray(schema) ? schema : []) as [number?, string?, string?, unknown?, string[]?, unknown?, number?];
  return kind === 3 && names && count !== undefined ? names.slice(0, count) : [];
}

function exceptionModel(library: object, name: string): ExceptionModel | undefined {
  const schema: unknown = Reflect.get(library, `${name}$`);
  if (!Array.isArray(schema)) return undefined;
  const traits: unknown = schema[3];
  const query: unknown = Reflect.get(Object(traits), 'awsQueryError');
  const status: unknown = Reflect.get(Object(traits), 'httpError');
  const code: unknown = Array.isArray(query) ? query[0] : undefined;
  const queryStatus: unknown = Array.isArray(query) ? query[1] : undefined;
  return { queryCode: typeof code === 'string' ? code : name, status: Number(queryStatus ?? status ?? 400) };
}
