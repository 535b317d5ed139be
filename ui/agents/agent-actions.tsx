import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Play from 'lucide-react/icons/play';
import RotateCw from 'lucide-react/icons/rotate-cw';
import Square from 'lucide-react/icons/square';
import Zap from 'lucide-react/icons/zap';
import type { Agent } from '../../src/core/agent.ts';
import { restartAgentContract, runAgentContract, startAgentContract, stopAgentContract } from '../../src/agents/runtime/contract.ts';
import { call } from '../api/call.ts';
import { agentQuery, agentsQuery } from '../api/queries.ts';
import { useRefusal } from '../api/use-session.ts';

const orders = {
  start: { contract: startAgentContract, word: 'Start', icon: Play, about: 'Runs now, then on its schedule' },
  stop: { contract: stopAgentContract, word: 'Stop', icon: Square, about: 'Cancels what it is doing and takes it off its schedule; start undoes it' },
  restart: { contract: restartAgentContract, word: 'Restart', icon: RotateCw, about: 'Stops it and starts it again' },
  run: { contract: runAgentContract, word: 'Run now', icon: Zap, about: 'One run now, beside its schedule' },
} as const;
type Order = keyof typeof orders;

/** What a person may tell an agent to do. Who may not sees why. */
export function AgentActions({ agent }: { agent: Agent }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const command = useMutation({
    mutationFn: (order: Order) => call(orders[order].contract, { params: { id: agent.id } }),
    onSuccess(changed) {
      client.setQueryData(agentQuery(changed.id).queryKey, changed);
      client.setQueryData(agentsQuery.queryKey, (agents) => agents?.map((other) => (other.id === changed.id ? changed : other)));
    },
  });
  const offered: readonly Order[] = agent.state === 'running' ? ['run', 'restart', 'stop'] : ['run', 'start'];

  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {offered.map((order) => {
          const { word, icon: Icon, about } = orders[order];
          const isPending = command.isPending && command.variables === order;
          return (
            <Tooltip key={order} title={refusal ?? about}>
              <span>
                <Button
                  variant={order === 'start' ? 'contained' : 'outlined'}
                  color={order === 'start' ? 'primary' : 'inherit'}
                  disabled={refusal !== undefined || (command.isPending && !isPending)}
                  loading={isPending}
                  loadingPosition="start"
                  startIcon={<Icon size={14} aria-hidden />}
                  aria-label={`${word}: ${agent.name}`}
                  onClick={() => command.mutate(order)}
                >
                  {word}
                </Button>
              </span>
            </Tooltip>
          );
        })}
      </Box>
      {command.error && (
        <Alert severity="error" sx={{ mt: 1 }}>
          {command.error.message}
        </Alert>
      )}
    </Box>
  );
}
