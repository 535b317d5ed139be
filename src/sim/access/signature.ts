import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ServiceName } from '../../base/aws/services.ts';
import { AwsRefusal } from '../aws-refusal.ts';
import { serviceRefusal } from '../service-refusals.ts';
import type { HttpCall } from '../wire/http-call.ts';

export interface Signature {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  /** The name in the scope: `ses` for both of its generations. */
  readonly signingName: string;
  readonly signedHeaders: readonly string[];
  readonly value: string;
  readonly at: Date;
  readonly token: string | undefined;
}

const skewMs = 15 * 60_000;
const headerPattern = /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/;

/** The service that the signature was made for; undefined when there is no signature that says so. */
export function signingNameOf({ headers }: HttpCall): string | undefined {
  return headerPattern.exec(headers.authorization ?? '')?.[4];
}

/** What a request says of who signed it, for where and when. */
export function readSignature({ headers }: HttpCall, service: ServiceName): Signature {
  const header = headers.authorization ?? '';
  if (header === '') throw serviceRefusal(service, 'unsigned', service === 's3' ? 'Access Denied' : 'Request is missing Authentication Token');
  const [, accessKeyId, date, region, signingName, signedHeaders, value] = headerPattern.exec(header) ?? [];
  if (!accessKeyId || !date || !region || !signingName || !signedHeaders || !value) throw incomplete(service, 'The Authorization header is not an AWS signature of version 4.');
  const at = signingTime(headers['x-amz-date']);
  if (!at || !(headers['x-amz-date'] ?? '').startsWith(date)) throw incomplete(service, 'The request has no X-Amz-Date of the day in its credential scope.');
  return { accessKeyId, date, region, signingName, signedHeaders: signedHeaders.split(';'), value, at, token: headers['x-amz-security-token'] };
}

export function verifySignature(call: HttpCall, signature: Signature, { service, secret, now }: { service: ServiceName; secret: string; now: Date }): void {
  const scope = `${signature.date}/${signature.region}/${signature.signingName}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', call.headers['x-amz-date'] ?? '', scope, sha256(canonicalRequest(call, signature))].join('\n');
  const key = [signature.date, signature.region, signature.signingName, 'aws4_request'].reduce<string | Buffer>((chain, part) => hmac(chain, part), `AWS4${secret}`);
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(signature.value, 'hex')) || !isBodySigned(call)) {
    throw serviceRefusal(service, 'wrong-signature', 'The request signature we calculated does not match the signature you provided. Check your secret access key and signing method.');
  }
  const skew = signature.at.getTime() - now.getTime();
  if (Math.abs(skew) > skewMs) {
    throw serviceRefusal(service, 'skewed', `Signature ${skew < 0 ? 'expired' : 'not yet current'}: ${basicTime(signature.at)} is more than 15 min. ${skew < 0 ? 'before' : 'after'} ${basicTime(now)}`);
  }
}

/** The hash that was signed is the body's own, unless the client said that it did not sign the body. */
function isBodySigned({ headers, body }: HttpCall): boolean {
  const stated = headers['x-amz-content-sha256'];
  return stated === undefined || !/^[0-9a-f]{64}$/.test(stated) || stated === sha256(body);
}

function canonicalRequest(call: HttpCall, { signingName, signedHeaders }: Signature): string {
  // Every service but S3 signs the path encoded once more than it is sent.
  const path = signingName === 's3' ? call.path : call.path.split('/').map(encode).join('/');
  const query = [...call.query].map(([key, value]) => [encode(key), encode(value)] as const).sort(byKeyThenValue);
  const headers = signedHeaders.map((name) => `${name}:${(call.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`).join('');
  const payload = call.headers['x-amz-content-sha256'] ?? sha256(call.body);
  return [call.method, path, query.map((pair) => pair.join('=')).join('&'), headers, signedHeaders.join(';'), payload].join('\n');
}

function byKeyThenValue(a: readonly [string, string], b: readonly [string, string]): number {
  const [left, right] = [a.join('\0'), b.join('\0')];
  return left < right ? -1 : left > right ? 1 : 0;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signingTime(date: string | undefined): Date | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '') ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function basicTime(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function incomplete(service: ServiceName, message: string): AwsRefusal {
  return service === 's3' ? new AwsRefusal('AuthorizationHeaderMalformed', message, { status: 400 }) : new AwsRefusal('IncompleteSignature', message, { status: 400 });
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
