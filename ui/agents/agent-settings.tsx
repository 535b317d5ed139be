import Box from '@mui/material/Box';
import type { z } from 'zod';
import type { listAgentTypesContract } from '../../src/agents/runtime/contract.ts';
import type { Agent } from '../../src/core/agent.ts';
import { Code } from '../parts/code.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { SectionCard } from '../parts/section-card.tsx';

type AgentType = z.output<typeof listAgentTypesContract.response>['agentTypes'][number];

/** What the agent was told, and what it may call in AWS. */
export function AgentSettings({ agent, type }: { agent: Agent; type: AgentType | undefined }) {
  return (
    <SectionCard title="Settings">
      <Box sx={{ px: 2, py: 1.5 }}>
        <Facts>
          <Fact name="interval">
            <Code>{agent.every}</Code>
          </Fact>
          {Object.entries(agent.settings).map(([name, value]) => (
            <Fact key={name} name={name}>
              <Code>{inWords(value)}</Code>
            </Fact>
          ))}
          {type && (
            <Fact name="IAM actions">
              {type.iamActions.map((action) => (
                <div key={action}>
                  <Code>{action}</Code>
                </div>
              ))}
            </Fact>
          )}
        </Facts>
      </Box>
    </SectionCard>
  );
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
