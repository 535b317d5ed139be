import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../base/audit/audit.ts';
import { openStore } from '../../base/store/open-store.ts';
import { makeSecretsFolder } from '../../testing/make-secrets-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const entry = (action: string, name = 'ada'): AuditEntry => ({ actor: { kind: 'user', id: name, name }, action, subject: { kind: 'credential', id: 'c1', accountId: '111122223333' }, address: '198.51.100.7' });

const folderWithLog = () =>
  makeSecretsFolder(async ({ audit }) => {
    await audit.add([entry('credential.created'), entry('credential.used', 'bob'), entry('credential.deleted')]);
  });

async function tamper(folder: string, statement: string): Promise<void> {
  const store = await openStore({ dataFolder: folder });
  await store.execute('set session_replication_role = replica');
  await store.execute(statement);
  await store.close();
}

describe('watchkeeper audit', () => {
  it('proves that the log is whole, lists it and exports it', async () => {
    const data = await folderWithLog();
    const verified = await runCommandLine(['audit', 'verify', '--data', data]);
    expect(verified).toMatchObject({ exit: 0, out: expect.stringMatching(/^Whole: 4 entries, each as it was added\. Its end is signed\.\nThe end is 4 [0-9a-f]{64}/) });
    const listed = await runCommandLine(['audit', 'list', '--data', data, '--action', 'credential', '--actor', 'bob', '--format', 'json']);
    expect(JSON.parse(listed.out)).toMatchObject([{ sequence: 3, who: 'user bob', action: 'credential.used', subject: 'credential c1', from: '198.51.100.7' }]);
    const exported = await runCommandLine(['audit', 'export', '--data', data, '--format', 'jsonl']);
    expect(exported.out.trim().split('\n').map((line) => Number(Reflect.get(Object(JSON.parse(line)), 'sequence')))).toEqual([1, 2, 3, 4]);
    expect((await runCommandLine(['audit', 'export', '--data', data, '--format', 'csv'])).out).toMatch(/^sequence,at,[^]*\r\n3,[^]*bob,credential\.used/);
    expect(await runCommandLine(['audit', 'export', '--data', data, '--format', 'markdown'])).toMatchObject({ exit: 2 });
  }, 240_000);

  it.each([
    ['changed', "update audit_entries set actor_name = 'eve' where sequence = 3", 'BROKEN at entry 3 (changed): Entry 3 does not say any more what was added. The 2 entries before it'],
    ['removed at the end, and its end with it', 'delete from audit_entries where sequence = 4; update audit_head set sequence = 3, hash = (select hash from audit_entries where sequence = 3), signed_sequence = null, signed_hash = null, signature = null', 'BROKEN at entry 4 (removed): The newest entries are missing: the log ends at 3 and once reached 4'],
  ])('ends with 1 and names the first entry when one was %s', async (_what, statements, said) => {
    const data = await folderWithLog();
    for (const statement of statements.split('; ')) await tamper(data, statement);
    const { exit, out } = await runCommandLine(['audit', 'verify', '--data', data]);
    expect({ exit, out }).toEqual({ exit: 1, out: expect.stringContaining(said) });
  }, 240_000);

  it('says that there is no database', async () => {
    expect(await runCommandLine(['audit', 'verify', '--data', '/nowhere/at/all'])).toMatchObject({ exit: 4, err: expect.stringContaining('There is no database') });
  });
});
