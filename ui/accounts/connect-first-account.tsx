import Box from '@mui/material/Box';
import Building2 from 'lucide-react/icons/building-2';
import { CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';

const example = `aws:
  mode: live
accounts:
  - accountId: "111122223333"
    name: production
    regions: [us-east-1, eu-west-1]
    credential:
      kind: role
      roleArn: arn:aws:iam::111122223333:role/watchkeeper-read
      externalId: a-random-text-of-yours
`;

/** How the first account comes to be watched. */
export function ConnectFirstAccount() {
  return (
    <EmptyState icon={Building2} title="No AWS account is connected">
      <p>Name it in watchkeeper.yaml, in the folder where Watchkeeper was started, and start it again. It needs no more than what watchkeeper policy prints.</p>
      <Box sx={{ textAlign: 'left' }}>
        <CodeBlock label="An example of watchkeeper.yaml">{example}</CodeBlock>
        <CopyButton label="Copy" text={() => example} />
      </Box>
    </EmptyState>
  );
}
