import { QueryClient } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { agent, execution, finding } from '../../src/testing/builders.ts';
import { latestFindingsShown, liveEventApplier } from './apply-live-event.ts';
import { agentQuery, agentsQuery, executionLogsQuery, executionsQuery, latestFindingsQuery } from './queries.ts';

const latestKey = latestFindingsQuery(latestFindingsShown).queryKey;

function setUp() {
  const client = new QueryClient();
  return { client, apply: liveEventApplier(client) };
}

describe('what the server tells while a page is open', () => {
  test('puts a new finding first, and one that is resolved away', () => {
    const { client, apply } = setUp();
    const old = finding({ id: 'old', lastSeenAt: '2026-11-20T12:00:00.000Z' });
    client.setQueryData(latestKey, [old]);
    const fresh = finding({ id: 'fresh', lastSeenAt: '2026-11-20T12:05:00.000Z' });
    apply({ type: 'finding', finding: fresh, isNew: true });
    expect(client.getQueryData(latestKey)).toEqual([fresh, old]);
    apply({ type: 'finding', finding: { ...old, status: 'resolved' }, isNew: false });
    expect(client.getQueryData(latestKey)).toEqual([fresh]);
  });

  test('shows an agent at work, and its execution at the top of its list once', () => {
    const { client, apply } = setUp();
    client.setQueryData(agentsQuery.queryKey, [agent({ id: 'one' }), agent({ id: 'two' })]);
    client.setQueryData(agentQuery('one').queryKey, agent({ id: 'one' }));
    client.setQueryData(executionsQuery('one').queryKey, { pages: [{ executions: [], next: null }], pageParams: [undefined] });
    const running = execution({ id: 'now', agentId: 'one', status: 'running', endedAt: null });
    apply({ type: 'execution', execution: running });
    expect(client.getQueryData(agentsQuery.queryKey)?.map(({ isExecuting }) => isExecuting)).toEqual([true, false]);
    expect(client.getQueryData(agentQuery('one').queryKey)?.lastExecution).toEqual(running);
    const ended = execution({ id: 'now', agentId: 'one' });
    apply({ type: 'execution', execution: ended });
    expect(client.getQueryData(executionsQuery('one').queryKey)?.pages[0]?.executions).toEqual([ended]);
    expect(client.getQueryData(agentQuery('one').queryKey)?.isExecuting).toBe(false);
  });

  test('adds a line of a log that is shown, in its place and once', () => {
    const { client, apply } = setUp();
    const line = (id: number) => ({ id, executionId: 'now', at: '2026-11-20T12:00:00.000Z', level: 'info' as const, message: `line ${id}`, fields: {} });
    client.setQueryData(executionLogsQuery('now').queryKey, [line(1), line(3)]);
    for (const id of [2, 3]) apply({ type: 'log', agentId: 'one', line: line(id) });
    expect(client.getQueryData(executionLogsQuery('now').queryKey)?.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('makes nothing up for what was never read', () => {
    const { client, apply } = setUp();
    apply({ type: 'finding', finding: finding(), isNew: true });
    apply({ type: 'agent', agent: agent({ id: 'one' }) });
    expect(client.getQueryData(latestKey)).toBeUndefined();
    expect(client.getQueryData(agentsQuery.queryKey)).toBeUndefined();
  });
});
