import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { account } from '../../testing/builders.ts';
import { configSchema } from '../config/config-schema.ts';
import { openAwsDoor } from './open-aws-door.ts';

it('a bucket in another region is asked there, once S3 has said where it is', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    asked.push(region);
    if (region === 'eu-west-1') response.end('what is in it');
    else response.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1', 'content-type': 'application/xml' }).end('<Error><Code>PermanentRedirect</Code><Message>Elsewhere</Message></Error>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const config = configSchema.parse({ aws: { endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, retry: { maxAttempts: 1 } } }).aws;
  const door = openAwsDoor({ config, baseCredentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }) });
  onTestFinished(async () => {
    await door.close();
    server.close();
  });
  const { Body } = await door.for(account(), 'us-east-1', { actions: ['s3:GetObject'], caller: 'test' }).call('s3', 'GetObject', { Bucket: 'trail-bucket', Key: 'x' });
  expect(await Body?.transformToString()).toBe('what is in it');
  expect(asked).toEqual(['us-east-1', 'eu-west-1']);
});
