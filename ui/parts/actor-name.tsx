import Box from '@mui/material/Box';
import type { Actor } from '../../src/core/actor.ts';
import { principalName } from './principal-name.ts';

/** Who really stands behind a call; a name that only the caller's own word stands for is marked with a question mark. */
export function ActorName({ actor, principal }: { actor: Actor | null | undefined; principal: string | null }) {
  const calledAs = principal === null ? 'Nobody known' : principalName(principal);
  if (!actor) return <span title={principal ?? undefined}>{calledAs}</span>;
  return (
    <Box component="span" title={`${actor.chain.join(' → ')} (known from ${actor.via}, confidence ${actor.confidence})`}>
      {principalName(actor.name)}
      {actor.confidence === 'low' && ' ?'}
    </Box>
  );
}
