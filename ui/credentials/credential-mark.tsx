import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import Hourglass from 'lucide-react/icons/hourglass';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Credential } from '../../src/base/credentials/contract.ts';
import { StatusMark } from '../parts/status-mark.tsx';

/** The state of a credential in a word or two. */
export function CredentialMark({ credential: { status, rotation, isTemporary } }: { credential: Credential }) {
  if (status === 'revoked') return <StatusMark tone="bad" icon={CircleX}>Revoked</StatusMark>;
  if (rotation?.isOver === false) {
    return rotation.step === 'waiting' ? (
      <StatusMark tone="good" icon={CircleCheck}>
        Rotated
      </StatusMark>
    ) : (
      <StatusMark tone="active" icon={RefreshCw} isTurning>
        {rotation.step === 'rolling-back' ? 'Going back' : 'Rotating'}
      </StatusMark>
    );
  }
  if (rotation?.step === 'failed') return <StatusMark tone="warn" icon={TriangleAlert}>Not rotated</StatusMark>;
  if (isTemporary) return <StatusMark tone="quiet" icon={Hourglass}>Session</StatusMark>;
  return <StatusMark tone="good" icon={CircleCheck}>Active</StatusMark>;
}
