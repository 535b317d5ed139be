import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import CardActionArea from '@mui/material/CardActionArea';
import Typography from '@mui/material/Typography';
import type { LucideIcon } from 'lucide-react';
import KeyRound from 'lucide-react/icons/key-round';
import Network from 'lucide-react/icons/network';
import Server from 'lucide-react/icons/server';
import ShieldCheck from 'lucide-react/icons/shield-check';
import { StatusMark } from '../parts/status-mark.tsx';
import type { ConnectWay } from './connect-search.ts';

interface Way {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly about: string;
  readonly mark?: { readonly tone: 'good' | 'warn'; readonly word: string };
}

const ways: Readonly<Record<ConnectWay, Way>> = {
  role: { icon: ShieldCheck, title: 'A role in the account', about: 'Watchkeeper hands you a template that makes a role which may only read. No secret is made or kept, and you can take the role away at any time.', mark: { tone: 'good', word: 'Recommended' } },
  organization: { icon: Network, title: 'A whole organisation', about: 'Every member of an AWS organisation at once, with the same role in each. Accounts that join later are connected by themselves.' },
  machine: { icon: Server, title: 'What this machine has', about: 'The instance profile, container role, SSO login or profile of the machine that Watchkeeper runs on. Good for its own account.' },
  key: { icon: KeyRound, title: 'An access key', about: 'Only where no role can be had. A key works for whoever has it, from anywhere, until somebody ends it; it is sealed in the vault and can be rotated.', mark: { tone: 'warn', word: 'Last resort' } },
};

/** The ways to connect, the safest first. */
export function WayChoice({ onChoose }: { onChoose: (way: ConnectWay) => void }) {
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      {(['role', 'organization', 'machine', 'key'] as const).map((way) => (
        <WayCard key={way} {...ways[way]} onChoose={() => onChoose(way)} />
      ))}
    </Box>
  );
}

function WayCard({ icon: Icon, title, about, mark, onChoose }: Way & { onChoose: () => void }) {
  return (
    <Card>
      <CardActionArea onClick={onChoose} sx={{ display: 'grid', gridTemplateColumns: '40px minmax(0, 1fr)', columnGap: 1.5, p: 2, alignItems: 'start', textAlign: 'left' }}>
        <Box sx={({ vars: { palette } }) => ({ display: 'grid', placeItems: 'center', width: 40, height: 40, borderRadius: 1, color: palette.tone.active.main, bgcolor: palette.tone.active.soft })}>
          <Icon size={20} strokeWidth={1.9} aria-hidden />
        </Box>
        <Box>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
            <Typography variant="h2" component="span">
              {title}
            </Typography>
            {mark && (
              <StatusMark tone={mark.tone} icon={mark.tone === 'good' ? ShieldCheck : KeyRound}>
                {mark.word}
              </StatusMark>
            )}
          </Box>
          <Typography variant="body2" component="span" sx={{ display: 'block', color: 'text.secondary', mt: 0.25, maxWidth: '72ch' }}>
            {about}
          </Typography>
        </Box>
      </CardActionArea>
    </Card>
  );
}
