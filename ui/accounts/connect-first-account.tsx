import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';

const example = `aws:
  mode: live
accounts:
  - accountId: '111122223333'
    name: production
    regions: [us-east-1, eu-west-1]
    credential:
      kind: role
      roleArn: arn:aws:iam::111122223333:role/watchkeeper-read
      externalId: a-long-random-word
`;

/** How the first account comes to be watched. */
export function ConnectFirstAccount() {
  return (
    <Box sx={{ px: { xs: 2, sm: 4 }, py: 4, maxWidth: 760, mx: 'auto' }}>
      <Typography variant="h1" component="h2">
        No AWS account is connected
      </Typography>
      <Typography variant="body1" sx={{ color: 'text.secondary', mt: 0.5 }}>
        Watchkeeper only reads. Three steps, and the first findings come with the next run of an agent.
      </Typography>
      <Box component="ol" sx={{ m: 0, mt: 2.5, p: 0, listStyle: 'none', display: 'grid', gap: 2.5 }}>
        <Step number={1} title="Make a role that may read">
          In the account, with the permissions that <Code>watchkeeper policy</Code> prints: it needs no others. Its trust policy names who may take it on, and an external id.
        </Step>
        <Step number={2} title="Name the account">
          In <Code>watchkeeper.yaml</Code>, in the folder where Watchkeeper is started. Instead of a role, <Code>kind: profile</Code> takes one of your AWS profiles, and <Code>kind: ambient</Code> the credentials that any AWS tool would find.
          <Box sx={{ mt: 1, color: 'text.primary' }}>
            <CodeBlock label="An example of watchkeeper.yaml">{example}</CodeBlock>
            <CopyButton label="Copy" text={() => example} />
          </Box>
        </Step>
        <Step number={3} title="Start Watchkeeper again">
          The account is listed here. What could not be looked at is listed under Gaps, with what helps.
        </Step>
      </Box>
    </Box>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 1.5 }}>
      <Box aria-hidden sx={({ vars: { palette } }) => ({ display: 'grid', placeItems: 'center', width: 26, height: 26, borderRadius: '50%', fontSize: '0.8125rem', fontWeight: 650, color: palette.tone.active.main, bgcolor: palette.tone.active.soft })}>
        {number}
      </Box>
      <Box sx={{ pt: 0.25 }}>
        <Typography variant="h2" component="h3">
          {title}
        </Typography>
        <Typography variant="body2" component="div" sx={{ color: 'text.secondary', mt: 0.25 }}>
          {children}
        </Typography>
      </Box>
    </Box>
  );
}
