import type { QueryClient } from '@tanstack/react-query';
import type { Agent, Execution, ExecutionLog } from '../../src/core/agent.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { LiveEvent } from '../../src/core/live-event.ts';
import { agentQuery, agentsQuery, executionLogsQuery, executionQuery, executionsQuery, findingQuery, gapsQuery, latestFindingsQuery, mostLogLines } from './queries.ts';
import { createThrottle } from './throttle.ts';

export const latestFindingsShown = 8;

/** Brings what is cached up to what the server just told. Lists of findings are left as they are: they must not move under their reader. */
export function liveEventApplier(client: QueryClient): (event: LiveEvent) => void {
  const recount = createThrottle(1_000, () => void client.invalidateQueries({ queryKey: ['findings', 'summary'] }));
  const lookForGaps = createThrottle(2_000, () => void client.invalidateQueries({ queryKey: gapsQuery.queryKey }));

  return (event) => {
    switch (event.type) {
      case 'finding':
        recount();
        return applyFinding(client, event.finding);
      case 'agent':
        return applyAgent(client, event.agent);
      case 'execution':
        if (event.execution.status !== 'running') lookForGaps();
        return applyExecution(client, event.execution);
      case 'log':
        return applyLogLine(client, event.line);
    }
  };
}

function applyFinding(client: QueryClient, finding: Finding): void {
  client.setQueryData(latestFindingsQuery(latestFindingsShown).queryKey, (latest) => {
    if (!latest) return undefined;
    const others = latest.filter(({ id }) => id !== finding.id);
    if (finding.status !== 'open') return others;
    return [...others, finding].sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt)).slice(0, latestFindingsShown);
  });
  void client.invalidateQueries({ queryKey: findingQuery(finding.id).queryKey });
}

function applyAgent(client: QueryClient, agent: Agent): void {
  client.setQueryData(agentsQuery.queryKey, (agents) => agents && [...agents.filter(({ id }) => id !== agent.id), agent].sort((a, b) => a.createdAt.localeCompare(b.createdAt)));
  client.setQueryData(agentQuery(agent.id).queryKey, agent);
}

function applyExecution(client: QueryClient, execution: Execution): void {
  const isExecuting = execution.status === 'running';
  const withExecution = (agent: Agent): Agent => (agent.id === execution.agentId ? { ...agent, isExecuting, lastExecution: execution } : agent);
  client.setQueryData(agentsQuery.queryKey, (agents) => agents?.map(withExecution));
  client.setQueryData(agentQuery(execution.agentId).queryKey, (agent) => agent && withExecution(agent));
  client.setQueryData(executionsQuery(execution.agentId).queryKey, (list) => {
    if (!list) return undefined;
    const isKnown = list.pages.some(({ executions }) => executions.some(({ id }) => id === execution.id));
    const pages = list.pages.map((page, index) => {
      if (!isKnown && index === 0) return { ...page, executions: [execution, ...page.executions] };
      return { ...page, executions: page.executions.map((other) => (other.id === execution.id ? execution : other)) };
    });
    return { ...list, pages };
  });
  void client.invalidateQueries({ queryKey: executionQuery(execution.id).queryKey });
}

function applyLogLine(client: QueryClient, line: ExecutionLog): void {
  client.setQueryData(executionLogsQuery(line.executionId).queryKey, (lines) => {
    if (!lines || lines.some(({ id }) => id === line.id)) return lines;
    return [...lines, line].sort((a, b) => a.id - b.id).slice(-mostLogLines);
  });
}
