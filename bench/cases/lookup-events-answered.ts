import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import { loadStories } from '../../src/sim/load-stories.ts';
import { startSim } from '../../src/sim/start-sim.ts';
import { createWorld } from '../../src/sim/world/create-world.ts';
import type { World } from '../../src/sim/world/world.ts';
import type { BenchCase } from '../bench-case.ts';

const calls = 100;
const atATime = 2;
/** CloudTrail lets two calls a second through, and the simulated one as well: its clock skips half a second before each. */
const skipMs = 500;

/** What the SDK would send, to be sent again as it is: the client's own work is left out of the measurement. */
const bytes = z.instanceof(Uint8Array).transform((body) => Buffer.from(body).toString());
const capturedSchema = z.looseObject({ headers: z.record(z.string(), z.string()), body: z.union([bytes, z.string()]) });
type Captured = z.infer<typeof capturedSchema>;

export const benchCase: BenchCase = {
  title: 'Signed LookupEvents calls that the simulated AWS answers with a page of 50 events, against a bare node:http server that sends the same bytes',
  unit: 'per second',
  better: 'higher',
  warmUp: 2,
  rounds: 9,
  async open() {
    const startedAt = new Date();
    let skippedMs = 0;
    const clock = () => new Date(Date.now() + skippedMs);
    const world = createWorld({ seed: 42, accounts: 4, startedAt, clock, readerActions: ['cloudtrail:LookupEvents'], stories: await loadStories(), plan: [] });
    const sim = await startSim({ world });
    const request = await capture(world, sim.url, startedAt);
    const page = await sendToSim();
    const echo = createServer((incoming, response) => {
      incoming.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(page));
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const address = echo.address();
    if (address === null || typeof address === 'string') throw new Error('The echo server has no port');
    const echoUrl = `http://127.0.0.1:${address.port}`;
    return {
      subject: () => perSecond(sendToSim),
      against: { name: 'node:http', measure: () => perSecond(() => send(echoUrl, request)) },
      async close() {
        await sim.close();
        echo.closeAllConnections();
        echo.close();
      },
    };

    function sendToSim(): Promise<string> {
      skippedMs += skipMs;
      return send(sim.url, request);
    }
  },
};

async function capture(world: World, endpoint: string, at: Date): Promise<Captured> {
  const [, member] = [...world.accounts.values()];
  if (!member) throw new Error('The world has no member account');
  const { accessKeyId, secretAccessKey, externalId, roleName } = world.watcher;
  const sts = new STSClient({ region: 'us-east-1', endpoint, credentials: { accessKeyId, secretAccessKey } });
  const role = { RoleArn: `arn:aws:iam::${member.id}:role/${roleName}`, RoleSessionName: 'bench', ExternalId: externalId };
  const { Credentials: session } = await sts.send(new AssumeRoleCommand(role));
  const credentials = { accessKeyId: session?.AccessKeyId ?? '', secretAccessKey: session?.SecretAccessKey ?? '', sessionToken: session?.SessionToken ?? '' };
  const client = new CloudTrailClient({ region: 'us-east-1', endpoint, credentials });
  let captured: Captured | undefined;
  client.middlewareStack.add(
    (next) => (call) => {
      captured = capturedSchema.parse(call.request);
      return next(call);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new LookupEventsCommand({ MaxResults: 50, StartTime: new Date(at.getTime() - 6 * 3_600_000), EndTime: at }));
  if (!captured) throw new Error('The SDK sent nothing');
  return captured;
}

async function perSecond(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let left = calls;
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      while (left-- > 0) await call();
    }),
  );
  return calls / ((performance.now() - startedAt) / 1000);
}

async function send(url: string, { headers, body }: Captured): Promise<string> {
  const { host: _host, 'content-length': _length, ...sent } = headers;
  const response = await fetch(url, { method: 'POST', headers: sent, body });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.text();
}
