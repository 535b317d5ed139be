import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceLoaders } from '../base/aws/services.ts';
import { loadHandlers } from './load-handlers.ts';
import { openTestSim, type TestCredentials, type TestSim } from './open-test-sim.ts';
import { serviceModel } from './wire/service-model.ts';

const handlers = await loadHandlers();
const operations = [...handlers].flatMap(([service, table]) => [...table.keys()].map((operation) => ({ service, operation })));

let test: TestSim;
let credentials: TestCredentials;
beforeAll(async () => {
  test = await openTestSim();
  credentials = await test.administrator();
});
afterAll(() => test.close());

/** The library's own classes, by the names that it gives them. */
async function sendNothing(service: keyof typeof serviceLoaders, operation: string): Promise<unknown> {
  const library: object = await serviceLoaders[service]();
  const clientName = Object.keys(library).find((name) => name.endsWith('Client') && !name.startsWith('_') && Reflect.has(library, name.replace(/Client$/, ''))) ?? '';
  const client: unknown = Reflect.construct(asConstructor(Reflect.get(library, clientName)), [
    { region: 'us-east-1', endpoint: test.sim.url, credentials, maxAttempts: 1, systemClockOffset: test.world.clock().getTime() - Date.now() },
  ]);
  const command: unknown = Reflect.construct(asConstructor(Reflect.get(library, `${operation}Command`)), [{}]);
  const send: unknown = Reflect.get(Object(client), 'send');
  if (typeof send !== 'function') throw new TypeError(`${clientName} cannot send`);
  return await send.call(client, command);
}

function asConstructor(value: unknown): Function {
  if (typeof value !== 'function') throw new TypeError('The library has no such class');
  return value;
}

it('every simulated service has handlers', () => {
  expect([...handlers.keys()].sort()).toEqual(Object.keys(serviceLoaders).sort());
});

/** The client itself does not send what lacks a part of the path. */
function outcomeOf(error: unknown): string {
  const status: unknown = Reflect.get(Object(Reflect.get(Object(error), '$metadata')), 'httpStatusCode');
  const message = error instanceof Error ? error.message : '';
  return typeof status === 'number' ? `refused with ${status}` : `not sent: ${message}`;
}

describe.each(operations)('$service $operation', ({ service, operation }) => {
  it('is an operation that the SDK knows', async () => {
    expect((await serviceModel(service)).operations.has(operation)).toBe(true);
  });

  it('answers an empty request, or refuses it in words of AWS', async () => {
    test.advance(1_000);
    const outcome = await sendNothing(service, operation).then(
      () => 'answered',
      (error: unknown) => outcomeOf(error),
    );
    expect(outcome).toMatch(/^(answered|refused with 4\d\d|not sent: .*(HTTP label|Bucket).*)$/);
  });
});
