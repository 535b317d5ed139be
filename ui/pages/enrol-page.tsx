import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { logoutContract } from '../../src/base/access/contract.ts';
import { SecondFactorEnrolment } from '../access/second-factor-enrolment.tsx';
import { call } from '../api/call.ts';
import { sessionQuery } from '../api/queries.ts';
import { endSession } from '../app/end-session.ts';
import { LoginFrame } from '../login/login-frame.tsx';

/** For who may do nothing before a second factor is set up. */
export default function EnrolPage() {
  const client = useQueryClient();
  const router = useRouter();
  const logout = useMutation({ mutationFn: () => call(logoutContract, {}), onSuccess: () => endSession(client, router) });
  async function goOn(): Promise<void> {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    await router.invalidate();
  }
  return (
    <LoginFrame
      title="Set up the two-step login"
      width={560}
      below={
        <Button color="inherit" onClick={() => logout.mutate()}>
          Log out
        </Button>
      }
    >
      <Alert severity="info" sx={{ mb: 2 }}>
        Your role needs it here. An authenticator app on your telephone is all that it takes.
      </Alert>
      <SecondFactorEnrolment onDone={() => void goOn()} />
    </LoginFrame>
  );
}
