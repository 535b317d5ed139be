import type { AwsRefusal } from '../aws-refusal.ts';
import type { HttpAnswer } from './http-call.ts';
import type { ServiceModel } from './service-model.ts';

/** A refusal in the words of the protocol, so that the SDK throws the exception that real AWS would cause. */
export function writeRefusal(model: ServiceModel | undefined, refusal: AwsRefusal, requestId: string): HttpAnswer {
  const known = model?.exception(refusal.code);
  const status = refusal.status ?? known?.status ?? 400;
  const queryCode = known?.queryCode ?? refusal.code;
  switch (model?.protocol) {
    case undefined:
    case 'json-1.0':
    case 'json-1.1':
    case 'rest-json': {
      const compatible = model?.isQueryCompatible ? { 'x-amzn-query-error': `${queryCode};${status < 500 ? 'Sender' : 'Receiver'}` } : {};
      const type = model?.protocol === 'rest-json' ? 'application/json' : `application/x-amz-json-${model?.protocol === 'json-1.0' ? '1.0' : '1.1'}`;
      const headers = { ...refusal.headers, ...compatible, 'content-type': type, 'x-amzn-requestid': requestId, 'x-amzn-errortype': refusal.code };
      return { status, headers, body: JSON.stringify({ __type: refusal.code, message: refusal.message }) };
    }
    case 'query':
    case 'ec2-query':
    case 'rest-xml': {
      const headers = { ...refusal.headers, 'content-type': 'text/xml', 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId };
      const code = model.protocol === 'query' ? queryCode : refusal.code;
      return { status, headers, body: xmlRefusal(model, { code, status, message: refusal.message, requestId }) };
    }
  }
}

function xmlRefusal({ protocol, xmlNamespace }: ServiceModel, answer: { code: string; status: number; message: string; requestId: string }): string {
  const code = `<Code>${escapeXml(answer.code)}</Code><Message>${escapeXml(answer.message)}</Message>`;
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  if (protocol === 'ec2-query') return `${declaration}<Response><Errors><Error>${code}</Error></Errors><RequestID>${answer.requestId}</RequestID></Response>`;
  if (protocol === 'rest-xml') return `${declaration}<Error>${code}<RequestId>${answer.requestId}</RequestId><HostId>simulated</HostId></Error>`;
  return `<ErrorResponse xmlns="${xmlNamespace}"><Error><Type>${answer.status < 500 ? 'Sender' : 'Receiver'}</Type>${code}</Error><RequestId>${answer.requestId}</RequestId></ErrorResponse>`;
}

/** XML has no way to say control characters, so they are left out. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
