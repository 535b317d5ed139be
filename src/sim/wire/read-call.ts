import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsRefusal } from '../aws-refusal.ts';
import { jsonCodec, xmlCodec } from './codecs.ts';
import type { HttpCall } from './http-call.ts';
import { decodeLabel, matchRest } from './match-rest.ts';
import { readQuery } from './read-query.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

export interface AwsCall {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly input: unknown;
}

export async function readCall(model: ServiceModel, call: HttpCall): Promise<AwsCall> {
  switch (model.protocol) {
    case 'json-1.0':
    case 'json-1.1': {
      const operation = operationNamed(model, call.headers['x-amz-target']?.split('.').at(-1), 'UnknownOperationException');
      return { model, operation, input: await readJson(operation.input, call.body) };
    }
    case 'query':
    case 'ec2-query': {
      const params = new URLSearchParams(call.method === 'GET' ? call.rawQuery : Buffer.from(call.body).toString('utf8'));
      const operation = operationNamed(model, params.get('Action') ?? undefined, 'InvalidAction');
      return { model, operation, input: readQuery(operation.input, params, { isEc2: model.protocol === 'ec2-query' }) };
    }
    case 'rest-json':
    case 'rest-xml':
      return readRest(model, call);
  }
}

function operationNamed(model: ServiceModel, name: string | undefined, code: string): OperationModel {
  const operation = name === undefined ? undefined : model.operations.get(name);
  if (!operation) throw new AwsRefusal(code, `The action ${name ?? '(none)'} is not valid for this endpoint`);
  return operation;
}

async function readJson(schema: NormalizedSchema, body: Uint8Array): Promise<unknown> {
  if (body.byteLength === 0) return {};
  try {
    return (await jsonCodec(false).createDeserializer().read(schema, body)) ?? {};
  } catch (error) {
    throw new AwsRefusal('SerializationException', `The request's JSON could not be read: ${error instanceof Error ? error.message : ''}`);
  }
}

async function readRest(model: ServiceModel, call: HttpCall): Promise<AwsCall> {
  const { bucket, path } = model.service === 's3' ? splitBucket(call) : { bucket: undefined, path: call.path };
  const hasBucket = model.service === 's3' ? bucket !== undefined : undefined;
  const match = matchRest(model, { method: call.method, path, query: call.query, headers: call.headers, hasBucket });
  if (!match) throw new AwsRefusal(model.service === 's3' ? 'MethodNotAllowed' : 'UnknownOperationException', `There is no operation at ${call.method} ${call.path}`, { status: 405 });
  const { operation, labels } = match;
  const input: Record<string, unknown> = { ...labels, ...(bucket === undefined ? {} : { Bucket: bucket }) };
  const bodyMembers: string[] = [];
  for (const [name, member] of operation.input.structIterator()) {
    const traits = member.getMergedTraits();
    if (traits.httpLabel !== undefined) continue;
    if (traits.httpQuery !== undefined) assign(input, name, readText(member, call.query.get(String(traits.httpQuery))));
    else if (traits.httpHeader !== undefined) assign(input, name, readText(member, call.headers[String(traits.httpHeader).toLowerCase()] ?? null));
    else if (traits.httpPrefixHeaders !== undefined) assign(input, name, prefixed(call, String(traits.httpPrefixHeaders)));
    else if (traits.httpPayload !== undefined) assign(input, name, await readPayload(model, member, plainBody(call)));
    else bodyMembers.push(name);
  }
  if (bodyMembers.length > 0 && call.body.byteLength > 0) {
    const read: unknown = await readBody(model, operation.input, call.body);
    for (const name of bodyMembers) assign(input, name, Reflect.get(Object(read), name));
  }
  return { model, operation, input };
}

function assign(input: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined && value !== null) input[name] = value;
}

function readText(schema: NormalizedSchema, text: string | null): unknown {
  if (text === null) return undefined;
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isTimestampSchema()) return new Date(text);
  if (schema.isListSchema()) return text.split(',').map((item) => item.trim());
  return text;
}

function prefixed({ headers }: HttpCall, prefix: string): Record<string, string> {
  const matching = Object.entries(headers).filter(([name]) => name.startsWith(prefix.toLowerCase()));
  return Object.fromEntries(matching.map(([name, value]) => [name.slice(prefix.length), value]));
}

async function readPayload(model: ServiceModel, schema: NormalizedSchema, body: Uint8Array): Promise<unknown> {
  if (schema.isBlobSchema()) return body;
  if (schema.isStringSchema()) return Buffer.from(body).toString('utf8');
  return body.byteLength === 0 ? undefined : readBody(model, schema, body);
}

async function readBody(model: ServiceModel, schema: NormalizedSchema, body: Uint8Array): Promise<unknown> {
  try {
    const codec = model.protocol === 'rest-xml' ? xmlCodec(model) : jsonCodec(true);
    return await codec.createDeserializer().read(schema, body);
  } catch (error) {
    throw new AwsRefusal(model.protocol === 'rest-xml' ? 'MalformedXML' : 'SerializationException', `The request's body could not be read: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Path style (`/bucket/key`) and virtual-host style (`bucket.localhost`). */
function splitBucket(call: HttpCall): { bucket: string | undefined; path: string } {
  const host = (call.headers.host ?? '').split(':')[0] ?? '';
  const [, fromHost] = /^(.+)\.(?:s3[.-].*|localhost)$/.exec(host) ?? [];
  if (fromHost !== undefined) return { bucket: fromHost, path: call.path };
  const [, bucket = '', ...rest] = call.path.split('/');
  return bucket === '' ? { bucket: undefined, path: '/' } : { bucket: decodeLabel(bucket), path: `/${rest.join('/')}` };
}

/** Without the chunk lengths and trailers that clients put around streamed bodies. */
function plainBody({ headers, body }: HttpCall): Uint8Array {
  if (!(headers['content-encoding'] ?? '').includes('aws-chunked') && !(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')) return body;
  const bytes = Buffer.from(body);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new AwsRefusal('IncompleteBody', 'The chunks of the body do not add up');
    if (size === 0) break;
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
