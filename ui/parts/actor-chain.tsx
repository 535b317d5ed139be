import Box from '@mui/material/Box';
import type { Actor } from '../../src/core/actor.ts';
import { Code } from './code.tsx';

/** Who really stands behind a call, how it came from them, and how sure that is. */
export function ActorChain({ actor: { name, kind, chain, confidence, via } }: { actor: Actor }) {
  return (
    <>
      <strong>{name}</strong> ({kind.replace('-', ' ')})
      <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
        Known from {via}; confidence {confidence}.
      </Box>
      {chain.length > 1 && (
        <Box component="ol" aria-label="From the call back to its beginning" sx={{ m: 0, pl: 2.25, fontSize: '0.75rem', color: 'text.secondary' }}>
          {chain.map((step) => (
            <li key={step}>
              <Code>{step}</Code>
            </li>
          ))}
        </Box>
      )}
    </>
  );
}
