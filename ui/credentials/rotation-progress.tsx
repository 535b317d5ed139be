import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import Check from 'lucide-react/icons/check';
import LoaderCircle from 'lucide-react/icons/loader-circle';
import { type Credential, type Rotation, undoRotationContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { Problem } from '../parts/problem.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useNow } from '../parts/use-now.ts';
import { useCredentialChange } from './credential-queries.ts';
import { rotationStages, stageOf } from './rotation-stages.ts';

/** How far the newest rotation is, step by step, and the way back while there is one. */
export function RotationProgress({ credential: { id }, rotation }: { credential: Credential; rotation: Rotation }) {
  const { step, isOver, oldKey, newKey, error, startedBy, startedAt, nextTryAt, endedAt } = rotation;
  const refusal = useRefusal('admin');
  const undo = useCredentialChange(() => call(undoRotationContract, { params: { id } }));
  const at = stageOf(step);
  const now = useNow();
  const mayUndo = !isOver && step !== 'rolling-back' && step !== 'deleting';
  return (
    <Box component="section" aria-label="Rotation" sx={{ display: 'grid', gap: 1, justifyItems: 'start', fontSize: '0.8125rem', lineHeight: 1.5 }}>
      <Typography variant="h3" component="h3">
        {isOver ? 'The last rotation' : 'Rotation'}
      </Typography>
      <Box sx={{ color: 'text.secondary' }}>
        Begun by {startedBy} <RelativeTime at={startedAt} />, from <Code>{oldKey}</Code>
        {newKey !== null && (
          <>
            {' '}
            to <Code>{newKey}</Code>
          </>
        )}
        {endedAt !== null && (
          <>
            ; ended <RelativeTime at={endedAt} />
          </>
        )}
      </Box>
      {step === 'failed' && <Alert severity="warning">The key was not rotated: the old one is used as before. {error}</Alert>}
      {step === 'rolling-back' && <Alert severity="warning">Going back to the old key. {error}</Alert>}
      {at !== undefined && (
        <Box component="ol" aria-label="Steps of the rotation" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }}>
          {rotationStages.map(({ title, about }, index) => (
            <Box component="li" key={title} aria-current={index === at && !isOver ? 'step' : undefined} sx={{ display: 'grid', gridTemplateColumns: '22px minmax(0, 1fr)', columnGap: 1, color: index > at ? 'text.secondary' : 'text.primary' }}>
              <StageIcon isDone={index < at} isNow={index === at} />
              <Box>
                <Box component="span" sx={{ fontWeight: index === at ? 650 : 500 }}>
                  {title}
                </Box>
                {index === at && (
                  <Box sx={{ color: 'text.secondary' }}>
                    {about}
                    {nextTryAt !== null && Date.parse(nextTryAt) > now && (
                      <>
                        {' '}
                        Goes on <RelativeTime at={nextTryAt} />.
                      </>
                    )}
                    {error !== null && <Box sx={{ color: 'warning.main' }}>{error}</Box>}
                  </Box>
                )}
              </Box>
            </Box>
          ))}
        </Box>
      )}
      {mayUndo && (
        <Button variant="outlined" color="inherit" disabled={refusal !== undefined} title={refusal} loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
          Go back to the old key
        </Button>
      )}
      <Problem error={undo.error} />
    </Box>
  );
}

function StageIcon({ isDone, isNow }: { isDone: boolean; isNow: boolean }) {
  return (
    <Box
      component="span"
      aria-hidden
      sx={({ vars: { palette } }) => ({
        display: 'grid',
        placeItems: 'center',
        width: 20,
        height: 20,
        borderRadius: '50%',
        ...(isDone ? { color: palette.tone.good.main, bgcolor: palette.tone.good.soft } : isNow ? { color: palette.tone.active.main, bgcolor: palette.tone.active.soft } : { color: palette.tone.quiet.main, bgcolor: palette.tone.quiet.soft }),
        '& svg': isNow ? { animation: 'turn 1.4s linear infinite' } : {},
        '@keyframes turn': { to: { transform: 'rotate(360deg)' } },
      })}
    >
      {isDone ? <Check size={12} strokeWidth={2.8} /> : isNow ? <LoaderCircle size={12} strokeWidth={2.4} /> : null}
    </Box>
  );
}
