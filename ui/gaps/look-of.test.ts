import { expect, test } from 'vitest';
import { account, agent, execution } from '../../src/testing/builders.ts';
import { lookOf } from './look-of.ts';

const accounts = [account()];

test.each([
  ['looked', { accounts, agents: [agent({ lastExecution: execution() }), agent()] }],
  ['no-account', { accounts: [], agents: [agent({ lastExecution: execution() })] }],
  ['not-yet', { accounts, agents: [agent()] }],
  ['unfinished', { accounts, agents: [agent({ lastExecution: execution({ status: 'cancelled' }) })] }],
  ['unfinished', { accounts, agents: [agent({ lastExecution: execution() }), agent({ lastExecution: execution({ status: 'failed' }) })] }],
] as const)('no gaps means %s', (look, lookers) => {
  expect(lookOf(lookers)).toBe(look);
});
