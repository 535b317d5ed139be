import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { updateAgentContract } from '../../src/agents/runtime/contract.ts';
import type { Agent } from '../../src/core/agent.ts';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import { agentQuery, agentsQuery } from '../api/queries.ts';
import { type SettingField, settingText, settingValue } from './setting-fields.ts';

interface FormProps {
  readonly agent: Agent;
  readonly fields: readonly SettingField[];
  readonly onDone: () => void;
}

const intervalField: SettingField = { name: 'every', label: 'Interval', about: 'How often it runs, at least every second', kind: 'duration', choices: [] };
const nameField: SettingField = { name: 'name', label: 'Name', about: undefined, kind: 'text', choices: [] };

export function AgentSettingsForm({ agent, fields, onDone }: FormProps) {
  const client = useQueryClient();
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({ name: agent.name, every: agent.every });
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(fields.map(({ name, kind }) => [name, settingText(kind, agent.settings[name])])));
  const save = useMutation({
    mutationFn: () => call(updateAgentContract, { params: { id: agent.id }, body: { ...own, settings: { ...agent.settings, ...settingsFrom(fields, texts) } } }),
    onSuccess(changed) {
      client.setQueryData(agentQuery(changed.id).queryKey, changed);
      client.setQueryData(agentsQuery.queryKey, (agents) => agents?.map((other) => (other.id === changed.id ? changed : other)));
      onDone();
    },
  });
  const hasProblem = [intervalField, ...fields].some((field) => problemOf(field, (field === intervalField ? own : texts)[field.name]) !== undefined) || own.name?.trim() === '';

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!hasProblem) save.mutate();
  }

  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2, pt: 0.5, maxWidth: 520 }}>
      <SettingInput field={nameField} text={own.name} isFirst onChange={(name) => setOwn({ ...own, name })} />
      <SettingInput field={intervalField} text={own.every} onChange={(every) => setOwn({ ...own, every })} />
      {fields.map((field) => (
        <SettingInput key={field.name} field={field} text={texts[field.name]} onChange={(text) => setTexts({ ...texts, [field.name]: text })} />
      ))}
      {save.error && (
        <Alert severity="error">
          {save.error.message}
          {save.error instanceof ApiError && save.error.hint !== undefined && <div>{save.error.hint}</div>}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" loading={save.isPending} disabled={hasProblem}>
          Save
        </Button>
        <Button variant="text" onClick={onDone}>
          Cancel
        </Button>
      </Box>
    </Box>
  );
}

interface InputProps {
  readonly field: SettingField;
  readonly text: string | undefined;
  readonly isFirst?: boolean;
  readonly onChange: (text: string) => void;
}

function SettingInput({ field, text = '', isFirst = false, onChange }: InputProps) {
  const problem = problemOf(field, text);
  return (
    <TextField
      label={field.label}
      value={text}
      onChange={(event) => onChange(event.target.value)}
      helperText={problem ?? field.about}
      error={problem !== undefined}
      select={field.kind === 'choice'}
      multiline={field.kind === 'json'}
      autoFocus={isFirst}
    >
      {field.choices.map((choice) => (
        <MenuItem key={choice} value={choice}>
          {choice}
        </MenuItem>
      ))}
    </TextField>
  );
}

function problemOf(field: SettingField, text: string | undefined): string | undefined {
  const read = settingValue(field, text ?? '');
  return 'problem' in read ? read.problem : undefined;
}

function settingsFrom(fields: readonly SettingField[], texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      const read = settingValue(field, texts[field.name] ?? '');
      return [field.name, 'value' in read ? read.value : undefined];
    }),
  );
}
