import { describe, expect, test } from 'vitest';
import type { Agent } from '../../src/core/agent.ts';
import { account, agent, execution, gap } from '../../src/testing/builders.ts';
import { type AccountWatch, watchOfAccount } from './watch-of-account.ts';

const two = account({ regions: ['us-east-1', 'eu-west-1'] });
const ran: Agent = agent({ lastExecution: execution() });

describe('an account', () => {
  test.each<[string, AccountWatch, Parameters<typeof watchOfAccount>]>([
    ['is watched when an agent ran and saw all of it', 'watched', [two, { agents: [ran], gaps: [] }]],
    ['is watched whatever the gaps of others', 'watched', [two, { agents: [ran], gaps: [gap({ accountId: '999999999999' })] }]],
    ['is watched while the next run is going on', 'watched', [two, { agents: [agent({ lastExecution: execution({ status: 'running', endedAt: null }) })], gaps: [] }]],
    ['is partly seen when one of its regions is a gap, however many calls failed there', 'partly', [two, { agents: [ran], gaps: [gap(), gap({ operation: 'GetTrail' })] }]],
    ['is not seen when every region is a gap', 'unseen', [two, { agents: [ran], gaps: [gap(), gap({ region: 'eu-west-1' })] }]],
    ['is not seen when the latest run failed', 'unseen', [two, { agents: [agent({ lastExecution: execution({ status: 'failed' }) })], gaps: [] }]],
    ['waits for the first run', 'waiting', [two, { agents: [agent()], gaps: [] }]],
    ['has no agent when all are stopped', 'unwatched', [two, { agents: [agent({ state: 'stopped', lastExecution: execution() })], gaps: [] }]],
    ['has no agent when they look at others', 'unwatched', [two, { agents: [agent({ accountId: 'account-2', lastExecution: execution() })], gaps: [] }]],
    ['is what the server says when it is not active', 'error', [account({ status: 'error' }), { agents: [ran], gaps: [] }]],
  ])('%s', (_, watch, given) => {
    expect(watchOfAccount(...given)).toBe(watch);
  });
});
