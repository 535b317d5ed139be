import TextField from '@mui/material/TextField';
import { type ConnectDraft, roleProblem } from './connect-draft.ts';

interface RoleFieldsProps {
  readonly draft: ConnectDraft;
  readonly label?: string;
  readonly onChange: (part: Partial<ConnectDraft>) => void;
}

export function RoleFields({ draft, label = 'ARN of the role', onChange }: RoleFieldsProps) {
  const problem = roleProblem(draft.roleArn);
  return (
    <>
      <TextField label={label} value={draft.roleArn} required autoFocus autoComplete="off" spellCheck={false} placeholder="arn:aws:iam::123456789012:role/WatchkeeperRead" onChange={(event) => onChange({ roleArn: event.target.value })} error={problem !== undefined} helperText={problem ?? 'An output of the template; IAM shows it as well'} />
      <TextField label="External id" value={draft.externalId} autoComplete="off" spellCheck={false} onChange={(event) => onChange({ externalId: event.target.value })} helperText="The one of the template. Empty, where the role asks for none" />
    </>
  );
}
