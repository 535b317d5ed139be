import Alert from '@mui/material/Alert';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { loginContract } from '../../src/base/access/contract.ts';
import { call } from '../api/call.ts';
import { sessionQuery } from '../api/queries.ts';
import { CodeForm } from '../login/code-form.tsx';
import { LoginFrame } from '../login/login-frame.tsx';
import { LoginProblem } from '../login/login-problem.tsx';
import { type LoginDraft, PasswordForm } from '../login/password-form.tsx';
import { refusalWords } from '../login/refusal-words.ts';
import { SingleSignOnButton } from '../login/single-sign-on-button.tsx';
import { useWaitSeconds } from '../login/use-wait-seconds.ts';

const route = getRouteApi('/login');

export default function LoginPage() {
  const client = useQueryClient();
  const router = useRouter();
  const { sso } = route.useSearch();
  const [draft, setDraft] = useState<LoginDraft>({ username: 'admin', password: '' });
  const [needsCode, setNeedsCode] = useState(false);
  const [failedAt, setFailedAt] = useState(0);
  const login = useMutation({
    mutationFn: (code: string | undefined) => call(loginContract, { body: { ...draft, ...(code === undefined ? {} : { code }) } }),
    onError: () => setFailedAt(Date.now()),
    onSuccess: async (answer) => {
      setNeedsCode(answer.needsCode);
      if (answer.session === null) return;
      client.setQueryData(sessionQuery.queryKey, answer.session);
      await router.invalidate();
    },
  });
  const waitSeconds = useWaitSeconds(login.error, failedAt);
  const state = { isPending: login.isPending, isLocked: waitSeconds > 0 };
  const problem = <LoginProblem error={login.error} waitSeconds={waitSeconds} />;

  if (needsCode) {
    return (
      <LoginFrame title="Two-step login" below="Device and recovery codes lost? An administrator can take the second step away.">
        <CodeForm
          {...state}
          username={draft.username}
          onSubmit={(code) => login.mutate(code)}
          onBack={() => {
            login.reset();
            setNeedsCode(false);
          }}
        >
          {problem}
        </CodeForm>
      </LoginFrame>
    );
  }
  return (
    <LoginFrame title="Log in" below="First time here? The administrator's password was printed once in the terminal where Watchkeeper was first started.">
      {sso !== undefined && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {refusalWords[sso]}
        </Alert>
      )}
      <SingleSignOnButton />
      <PasswordForm {...state} draft={draft} onChange={setDraft} onSubmit={() => login.mutate(undefined)}>
        {problem}
      </PasswordForm>
    </LoginFrame>
  );
}
