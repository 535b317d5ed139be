import { describe, expect, it } from 'vitest';
import type { HttpCall } from './http-call.ts';
import { readCall } from './read-call.ts';
import { serviceModel } from './service-model.ts';

function http({ url = '/', body = '', ...rest }: Partial<Omit<HttpCall, 'body'>> & { url?: string; body?: string }): HttpCall {
  const [path = '/', rawQuery = ''] = url.split('?');
  return { method: 'GET', path, rawQuery, query: new URLSearchParams(rawQuery), headers: {}, body: Buffer.from(body), sourceAddress: '127.0.0.1', ...rest };
}

const read = async (service: Parameters<typeof serviceModel>[0], call: Parameters<typeof http>[0]) => readCall(await serviceModel(service), http(call));

describe('a call of S3', () => {
  it.each([
    ['by path', { url: '/photos/2026/a%20b.jpg' }],
    ['by host', { url: '/2026/a%20b.jpg', headers: { host: 'photos.s3.eu-west-1.amazonaws.com' } }],
    ['by a host of this machine', { url: '/2026/a%20b.jpg', headers: { host: 'photos.localhost:4566' } }],
  ])('names its bucket %s', async (_name, call) => {
    expect(await read('s3', call)).toMatchObject({ operation: { name: 'GetObject' }, input: { Bucket: 'photos', Key: '2026/a b.jpg' } });
  });

  it.each([
    ['GET', '/', 'ListBuckets'],
    ['GET', '/photos', 'ListObjects'],
    ['GET', '/photos?list-type=2', 'ListObjectsV2'],
    ['GET', '/photos?location', 'GetBucketLocation'],
    ['PUT', '/photos?policy', 'PutBucketPolicy'],
    ['DELETE', '/photos?publicAccessBlock', 'DeletePublicAccessBlock'],
    ['HEAD', '/photos/a', 'HeadObject'],
    ['PUT', '/photos/a', 'PutObject'],
    ['PUT', '/photos/a?partNumber=1&uploadId=u', 'UploadPart'],
    ['GET', '/photos/a?uploadId=u', 'ListParts'],
  ])('%s %s is %s', async (method, url, name) => {
    expect((await read('s3', { method, url })).operation.name).toBe(name);
  });

  it('may come in chunks with their lengths around them', async () => {
    const body = '6;chunk-signature=abc\r\nin two\r\n6\r\n parts\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n';
    const { input } = await read('s3', { method: 'PUT', url: '/photos/a', body, headers: { 'content-encoding': 'aws-chunked' } });
    expect(input).toMatchObject({ Body: Buffer.from('in two parts') });
  });

  it.each([
    ['an address that cannot be read', { url: '/photos/%E0%A4%A' }, 'InvalidURI'],
    ['chunks that do not add up', { method: 'PUT', url: '/photos/a', body: 'no length', headers: { 'content-encoding': 'aws-chunked' } }, 'IncompleteBody'],
    ['XML that is none', { method: 'PUT', url: '/photos?versioning', body: '<Versioning' }, 'MalformedXML'],
    ['a method that nothing has', { method: 'PATCH', url: '/photos' }, 'MethodNotAllowed'],
  ])('with %s is refused', async (_name, call, code) => {
    await expect(read('s3', call)).rejects.toMatchObject({ name: 'AwsRefusal', code });
  });
});

describe('a call of a query protocol', () => {
  it('gets its lists, structures and numbers back', async () => {
    const body = 'Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-1&InstanceId.2=i-2&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&Filter.1.Value.2=vpc-2&MaxResults=7';
    expect(await read('ec2', { method: 'POST', body })).toMatchObject({ operation: { name: 'DescribeInstances' }, input: { InstanceIds: ['i-1', 'i-2'], Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }], MaxResults: 7 } });
    const tags = 'Action=AssumeRole&Version=2011-06-15&RoleArn=a&RoleSessionName=b&Tags.member.1.Key=team&Tags.member.1.Value=x';
    expect(await read('sts', { method: 'POST', body: tags })).toMatchObject({ input: { Tags: [{ Key: 'team', Value: 'x' }] } });
  });

  it('may come in the address', async () => {
    expect(await read('sts', { url: '/?Action=GetCallerIdentity&Version=2011-06-15' })).toMatchObject({ operation: { name: 'GetCallerIdentity' } });
  });

  it.each([
    ['an action that there is not', 'Action=MakeCoffee', 'InvalidAction'],
    ['no action', '', 'InvalidAction'],
    ['a number that is none', 'Action=DescribeInstances&MaxResults=many', 'InvalidParameterValue'],
  ])('with %s is refused', async (_name, body, code) => {
    await expect(read('ec2', { method: 'POST', body })).rejects.toMatchObject({ name: 'AwsRefusal', code });
  });
});

describe('a call in JSON', () => {
  const target = (name: string) => ({ 'x-amz-target': `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${name}` });

  it('gets its times back', async () => {
    const { input } = await read('cloudtrail', { method: 'POST', headers: target('LookupEvents'), body: '{"StartTime":1763460000,"MaxResults":5}' });
    expect(input).toMatchObject({ StartTime: new Date(1_763_460_000_000), MaxResults: 5 });
  });

  it.each([
    ['a target that there is not', target('MakeCoffee'), '{}', 'UnknownOperationException'],
    ['no target', {}, '{}', 'UnknownOperationException'],
    ['a body that is none', target('LookupEvents'), '{"Start', 'SerializationException'],
  ])('with %s is refused', async (_name, headers, body, code) => {
    await expect(read('cloudtrail', { method: 'POST', headers, body })).rejects.toMatchObject({ name: 'AwsRefusal', code });
  });
});
