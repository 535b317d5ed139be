import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { collectLog } from '../../testing/collect-log.ts';
import { watchTrouble } from './watch-trouble.ts';

it('says once that there is trouble, and once that it has been over for a while', async () => {
  const { log, messages } = collectLog();
  let seconds = 0;
  const trouble = watchTrouble(log, () => new Date(seconds * 1_000));
  const said = async () => {
    await setImmediate();
    return messages.splice(0);
  };

  trouble.worked();
  expect(await said()).toEqual([]);
  trouble.report(new Error('connection refused'));
  seconds = 5;
  trouble.report(new Error('connection refused'));
  trouble.worked();
  expect(await said()).toEqual(['The queue has trouble; trying again']);
  seconds = 30;
  trouble.worked();
  trouble.worked();
  expect(await said()).toEqual(['The queue works again']);
  trouble.report(new Error('again'));
  expect(await said()).toEqual(['The queue has trouble; trying again']);
});
