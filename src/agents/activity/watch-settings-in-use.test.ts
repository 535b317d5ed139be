import { expect, it, onTestFinished } from 'vitest';
import { borrowTestStore } from '../../testing/open-test-store.ts';
import { agents } from '../runtime/tables.ts';
import { watchSettingsInUse } from './watch-settings-in-use.ts';
import { watchSettings } from './watch-settings.ts';

it('takes the settings of the watch of all accounts, then of the oldest of one, then the usual ones', async () => {
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const add = (id: string, facts: { typeId?: string; accountId?: string; learnFor: string; at: string }) => {
    const at = new Date(facts.at);
    return store.db.insert(agents).values({ id, typeId: facts.typeId ?? 'cloudtrail-monitoring', name: id, accountId: facts.accountId ?? null, settings: { learnFor: facts.learnFor }, every: '45s', state: 'running', createdAt: at, updatedAt: at });
  };
  expect(await watchSettingsInUse(store)).toEqual(watchSettings.parse({}));
  await add('other-type', { typeId: 'data-processing', learnFor: '2d', at: '2026-01-01' });
  await add('newer', { accountId: '111122223333', learnFor: '3d', at: '2026-03-01' });
  await add('older', { accountId: '444455556666', learnFor: '4d', at: '2026-02-01' });
  expect(await watchSettingsInUse(store)).toMatchObject({ learnFor: '4d', learnActiveDays: 3 });
  await add('all', { learnFor: '5d', at: '2026-04-01' });
  expect(await watchSettingsInUse(store)).toMatchObject({ learnFor: '5d' });
});
