import { xmlCodec, jsonCodec } from './codecs.ts';
import type { HttpAnswer } from './http-call.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

/** An output in the words of its protocol. */
export function writeAnswer(model: ServiceModel, operation: OperationModel, answer: { output: unknown; requestId: string }): HttpAnswer {
  const { requestId } = answer;
  const output = recordFrom(answer.output);
  switch (model.protocol) {
    case 'json-1.0':
    case 'json-1.1': {
      const headers = { 'content-type': `application/x-amz-json-${model.protocol.slice(5)}`, 'x-amzn-requestid': requestId };
      return { status: 200, headers, body: operation.output.isUnitSchema() ? '' : writeJson(operation, output) };
    }
    case 'query': {
      const { name } = operation;
      const result = operation.output.isUnitSchema() ? '' : `<${name}Result>${innerXml(model, operation, output)}</${name}Result>`;
      const body = `<${name}Response xmlns="${model.xmlNamespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
      return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
    }
    case 'ec2-query': {
      const { name } = operation;
      const inner = operation.output.isUnitSchema() ? '<return>true</return>' : innerXml(model, operation, output);
      const body = `<?xml version="1.0" encoding="UTF-8"?><${name}Response xmlns="${model.xmlNamespace}"><requestId>${requestId}</requestId>${inner}</${name}Response>`;
      return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }, body };
    }
    case 'rest-json':
    case 'rest-xml':
      return writeRest(model, operation, { output, requestId });
  }
}

function writeJson(operation: OperationModel, output: unknown): string | Uint8Array {
  const serializer = jsonCodec(false).createSerializer();
  serializer.write(operation.output, output);
  return serializer.flush();
}

/** What stands between the tags of the output's own element. */
function innerXml(model: ServiceModel, operation: OperationModel, output: unknown): string {
  const serializer = xmlCodec(model).createSerializer();
  serializer.write(operation.output, output);
  const whole = serializer.flush().toString();
  return whole.endsWith('/>') && !whole.slice(0, -2).includes('>') ? '' : whole.slice(whole.indexOf('>') + 1, whole.lastIndexOf('</'));
}

function writeRest(model: ServiceModel, operation: OperationModel, { output, requestId }: { output: Readonly<Record<string, unknown>>; requestId: string }): HttpAnswer {
  const isXml = model.protocol === 'rest-xml';
  const headers: Record<string, string> = { [isXml ? 'x-amz-request-id' : 'x-amzn-requestid']: requestId };
  const inBody: Record<string, unknown> = {};
  let status = operation.http?.[2] ?? 200;
  let payload: string | Uint8Array | undefined;
  for (const [name, member] of operation.output.isUnitSchema() ? [] : operation.output.structIterator()) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const traits = member.getMergedTraits();
    if (traits.httpHeader !== undefined) headers[textOf(traits.httpHeader).toLowerCase()] = textOf(value);
    else if (traits.httpPrefixHeaders !== undefined) for (const [key, text] of Object.entries(recordFrom(value))) headers[`${textOf(traits.httpPrefixHeaders)}${key}`] = textOf(text);
    else if (traits.httpPayload !== undefined) payload = value instanceof Uint8Array || typeof value === 'string' ? value : writeDocument(model, member, value);
    else inBody[name] = value;
  }
  if (operation.name === 'GetObject' && output.ContentRange !== undefined) status = 206;
  if (payload !== undefined) return { status, headers, body: payload };
  if (operation.output.isUnitSchema() || status === 204 || operation.http?.[0] === 'HEAD') return { status, headers, body: '' };
  headers['content-type'] = isXml ? 'application/xml' : 'application/json';
  const isLocation = model.service === 's3' && operation.name === 'GetBucketLocation';
  return { status, headers, body: isLocation ? bucketLocation(model, inBody.LocationConstraint) : writeDocument(model, operation.output, inBody) };
}

function writeDocument(model: ServiceModel, schema: OperationModel['output'], value: unknown): string | Uint8Array {
  const serializer = (model.protocol === 'rest-xml' ? xmlCodec(model) : jsonCodec(true)).createSerializer();
  serializer.write(schema, value);
  return serializer.flush();
}

/** The one answer of S3 whose root element is its only member. */
function bucketLocation(model: ServiceModel, location: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?><LocationConstraint xmlns="${model.xmlNamespace}">${textOf(location ?? '')}</LocationConstraint>`;
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toUTCString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function recordFrom(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
