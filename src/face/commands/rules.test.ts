import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const good = 'title: Own\nid: 6a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  s: { eventName: A }\n  condition: s\n';

async function own(text: string) {
  const folder = await makeTestFolder();
  await writeFile(join(folder, 'own.yml'), text);
  return ['--rules', folder, '--no-builtin'];
}

describe('watchkeeper rules', () => {
  it('lists the built-in rules with their levels and techniques', async () => {
    const { out, exit } = await runCommandLine(['rules', 'list', '--format', 'json']);
    const rules = z.array(z.looseObject({ id: z.string(), level: z.string(), techniques: z.array(z.string()) })).parse(JSON.parse(out));
    expect(exit).toBe(0);
    expect(rules.find(({ id }) => id === 'aws/cloudtrail/trail-stopped')).toMatchObject({ level: 'critical', techniques: ['T1562.008'] });
  });

  it('lists those of a folder', async () => {
    const { out } = await runCommandLine(['rules', 'list', 'aws/cloudtrail', '--format', 'jsonl']);
    expect(out.trim().split('\n').every((line) => line.includes('"id":"aws/cloudtrail/'))).toBe(true);
  });

  it.each(['aws/cloudtrail/trail-stopped', '6eb0af83-db71-487c-bcd4-f36028a363c7'])('shows %s as it is written', async (name) => {
    expect((await runCommandLine(['rules', 'show', name])).out).toMatch(/^title: A CloudTrail trail was stopped or deleted\n[^]*runbook:/);
  });

  it('says how noisy rules were, where there is a database, and where there is none what to do', async () => {
    const data = join(await makeTestFolder(), 'data');
    expect(await runCommandLine(['rules', 'list', '--noise', '--data', data])).toMatchObject({ exit: 4, err: expect.stringContaining('There is no database in') });
    const file = join(await makeTestFolder(), 'stopped.json');
    await writeFile(file, JSON.stringify({ Records: [cloudTrailRecord({ eventTime: new Date().toISOString().replace(/\.\d+/, '') })] }));
    await runCommandLine(['ingest', file, '--data', data]);
    const { out } = await runCommandLine(['rules', 'list', 'aws/cloudtrail/trail-stopped', '--noise', '--data', data, '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject([{ id: 'aws/cloudtrail/trail-stopped', state: 'on', alertsPerDay: 1, alerts30Days: 1, truePositives: 0, decided: 0, precision: null }]);
    expect((await runCommandLine(['rules', 'show', 'aws/cloudtrail/trail-stopped', '--noise', '--data', data])).out).toMatch(/^# aws\/cloudtrail\/trail-stopped is on: 1 alerts a day over a week, 1 in 30 days; nobody has decided yet\ntitle: /);
  }, 60_000);

  it('says which rule was meant', async () => {
    expect(await runCommandLine(['rules', 'show', 'aws/cloudtrail/trail-stoped'])).toMatchObject({ exit: 4, err: expect.stringContaining('aws/cloudtrail/trail-stopped') });
  });

  it('runs the tests of the built-in rules', async () => {
    expect(await runCommandLine(['rules', 'test'])).toMatchObject({ exit: 0, out: expect.stringContaining(' 0 failed') });
  });

  it('tells which case of a rule is not so', async () => {
    const words = await own(`${good}tests:\n  firing: [{ eventName: B }]\n  silent: [{ eventName: C }]\n`);
    expect(await runCommandLine(['rules', 'test', ...words])).toMatchObject({ exit: 1, out: expect.stringContaining('own: firing 1 is not so') });
  });

  it('tells what is wrong with a rule, and where', async () => {
    expect(await runCommandLine(['rules', 'lint', ...(await own(good.replace('condition: s', 'condition: t')))])).toMatchObject({ exit: 1, out: expect.stringMatching(/refused .*own\.yml:6: the condition names "t"/) });
  });

  it('tells what could be better', async () => {
    const { out, exit } = await runCommandLine(['rules', 'lint', ...(await own(good.replace('  s: {', '  unused: { a: b }\n  s: {')))]);
    expect(exit).toBe(0);
    expect(out).toContain('own: the condition never asks for "unused"');
    expect(out).toContain('own: it has no tests');
  });

  it('shows which techniques are seen, and which are not', async () => {
    const { out } = await runCommandLine(['rules', 'coverage']);
    expect(out).toMatch(/defense-evasion {2}\d+ of \d+\n[^]* {1,3}[1-9]\d* {2}T1562\.008 +Disable or Modify Cloud Logs/);
    const { out: json } = await runCommandLine(['rules', 'coverage', '--format', 'json']);
    expect(JSON.parse(json)).toContainEqual(expect.objectContaining({ technique: 'T1562.008', tactic: 'defense-evasion', rules: expect.arrayContaining(['aws/cloudtrail/trail-stopped']) }));
  });
});
