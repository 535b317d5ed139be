import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { roleActions } from '../../face/declared-actions.ts';
import { loadStories } from '../../sim/load-stories.ts';
import { startSim, type Sim } from '../../sim/start-sim.ts';
import { createWorld } from '../../sim/world/create-world.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { startProcess, type TestProcess } from '../../testing/start-process.ts';

let sim: Sim | undefined;
afterEach(() => sim?.close());

const finishedSchema = z.record(z.string(), z.string());
const doneSchema = z.looseObject({ accounts: z.number(), active: z.number(), gaps: z.number(), listed: z.number(), finished: finishedSchema });

function told<T>({ lines }: TestProcess, what: string, schema: z.ZodType<T>): T[] {
  return lines.flatMap((line) => (line.startsWith(`${what} `) ? [schema.parse(JSON.parse(line.slice(what.length + 1)))] : []));
}

it('loses no finished account when the process is killed in the middle, and does none of them again', { timeout: 240_000 }, async () => {
  const world = createWorld({ seed: 9, accounts: 60, startedAt: new Date(), clock: () => new Date(), readerActions: [...(await roleActions()).read, 'ec2:DescribeVpcs'], stories: await loadStories(), plan: [] });
  sim = await startSim({ world });
  const folder = await makeTestFolder();
  const { accessKeyId, secretAccessKey, externalId, roleName, accountId } = world.watcher;
  const order = JSON.stringify({ folder, endpoint: sim.url, accessKeyId, secretAccessKey, externalId, roleArn: `arn:aws:iam::${accountId}:role/${roleName}` });

  const killed = startProcess('discover-accounts', [order]);
  await killed.printed('found');
  const seen = () => told(killed, 'finished', z.number()).at(-1) ?? 0;
  while (seen() < 5) await new Promise((resolve) => setTimeout(resolve, 20));
  await killed.kill('SIGKILL');
  const before = seen();
  expect(before).toBeLessThan(world.accounts.size);

  const second = startProcess('discover-accounts', [order]);
  expect({ exit: await second.ended(), errors: second.errors() }).toEqual({ exit: 0, errors: '' });
  const [found = {}] = told(second, 'found', finishedSchema);
  const [done] = told(second, 'done', doneSchema);
  expect(Object.keys(found).length).toBeGreaterThanOrEqual(before);
  expect(done).toMatchObject({ accounts: world.accounts.size, active: world.accounts.size, gaps: 0 });
  expect(done?.finished).toMatchObject(found);
  expect(Object.keys(done?.finished ?? {})).toHaveLength(world.accounts.size);
});
