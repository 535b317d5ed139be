import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import Pencil from 'lucide-react/icons/pencil';
import { useState } from 'react';
import type { Agent } from '../../src/core/agent.ts';
import { useRefusal } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import type { AgentType } from '../api/queries.ts';
import { AgentSettingsForm } from './agent-settings-form.tsx';
import { type SettingField, settingFields, settingText } from './setting-fields.ts';

/** What the agent was told, and what it may call in AWS. */
export function AgentSettings({ agent, type }: { agent: Agent; type: AgentType }) {
  const refusal = useRefusal('operator');
  const [stage, setStage] = useState<'read' | 'edit' | 'edited'>('read');
  const isEditing = stage === 'edit';
  const fields = settingFields(type.settings);
  return (
    <SectionCard
      title="Settings"
      aside={
        isEditing || (
          <Tooltip title={refusal ?? ''}>
            <span>
              <Button variant="text" autoFocus={stage === 'edited'} disabled={refusal !== undefined} startIcon={<Pencil size={14} aria-hidden />} onClick={() => setStage('edit')}>
                Change
              </Button>
            </span>
          </Tooltip>
        )
      }
    >
      <Box sx={{ px: 2, py: 1.5 }}>{isEditing ? <AgentSettingsForm agent={agent} fields={fields} onDone={() => setStage('edited')} /> : <SettingFacts agent={agent} fields={fields} iamActions={type.iamActions} />}</Box>
    </SectionCard>
  );
}

function SettingFacts({ agent, fields, iamActions }: { agent: Agent; fields: readonly SettingField[]; iamActions: readonly string[] }) {
  return (
    <Facts>
      <Fact name="Interval">
        <Code>{agent.every}</Code>
      </Fact>
      {fields.map(({ name, label, kind, about }) => (
        <Fact key={name} name={label}>
          <Code>{settingText(kind, agent.settings[name]) || 'not set'}</Code>
          <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{about}</Box>
        </Fact>
      ))}
      <Fact name="IAM actions">
        {iamActions.map((action) => (
          <div key={action}>
            <Code>{action}</Code>
          </div>
        ))}
      </Fact>
    </Facts>
  );
}
