import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import { type FormEvent, useEffect, useState } from 'react';
import { loginContract } from '../../src/base/access/contract.ts';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import { sessionQuery } from '../api/queries.ts';
import { BrandMark } from '../shell/brand-mark.tsx';

export default function LoginPage() {
  const client = useQueryClient();
  const router = useRouter();
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const login = useMutation({
    mutationFn: () => call(loginContract, { body: { username, password, ...(needsCode ? { code } : {}) } }),
    onSuccess: async (answer) => {
      setNeedsCode(answer.needsCode);
      if (answer.session === null) return;
      client.setQueryData(sessionQuery.queryKey, answer.session);
      await router.invalidate();
    },
  });
  useEffect(() => {
    document.title = 'Log in · Watchkeeper';
  }, []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (username !== '' && password !== '' && (!needsCode || code.trim().length >= 6)) login.mutate();
  }

  return (
    <Box component="main" sx={({ vars: { palette } }) => ({ minHeight: '100dvh', display: 'grid', placeItems: 'center', px: 2, py: 4, bgcolor: palette.night.ground })}>
      <Box sx={{ width: '100%', maxWidth: 384 }}>
        <Box sx={({ vars: { palette } }) => ({ color: palette.night.text, mb: 2.5, display: 'grid', justifyItems: 'center', gap: 0.5 })}>
          <BrandMark />
          <Typography variant="body2" sx={({ vars: { palette } }) => ({ color: palette.night.dim })}>
            Keeps watch over your AWS accounts
          </Typography>
        </Box>
        <Card sx={{ p: 3, border: 0 }}>
          <Typography variant="h1" sx={{ mb: 2 }}>
            Log in
          </Typography>
          <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2 }}>
            {login.error && <LoginError error={login.error} />}
            <TextField label="Username" name="username" autoComplete="username" required value={username} onChange={(event) => setUsername(event.target.value)} />
            <TextField
              label="Password"
              name="password"
              type={isShown ? 'text' : 'password'}
              autoComplete="current-password"
              autoFocus
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              slotProps={{
                input: {
                  endAdornment: (
                    <InputAdornment position="end">
                      <IconButton edge="end" onClick={() => setIsShown(!isShown)} aria-label={isShown ? 'Hide the password' : 'Show the password'}>
                        {isShown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
                      </IconButton>
                    </InputAdornment>
                  ),
                },
              }}
            />
            {needsCode && <TextField label="Code" name="code" autoComplete="one-time-code" autoFocus required value={code} onChange={(event) => setCode(event.target.value)} helperText="Of your authenticator app, or a recovery code" />}
            <Button type="submit" variant="contained" size="medium" loading={login.isPending} disabled={username === '' || password === ''}>
              Log in
            </Button>
          </Box>
        </Card>
        <Typography variant="body2" sx={({ vars: { palette } }) => ({ mt: 2, color: palette.night.dim, textAlign: 'center', textWrap: 'balance' })}>
          First time here? The administrator&apos;s password was printed once in the terminal where Watchkeeper was first started.
        </Typography>
      </Box>
    </Box>
  );
}

function LoginError({ error }: { error: Error }) {
  if (!(error instanceof ApiError)) return <Alert severity="error">{error.message}</Alert>;
  if (error.status === 429) {
    const wait = error.retryAfterSeconds === undefined ? 'a minute' : `${error.retryAfterSeconds} seconds`;
    return <Alert severity="warning">Too many tries from this address. Wait {wait}, then try again.</Alert>;
  }
  return (
    <Alert severity="error">
      {error.message}
      {error.hint !== undefined && <Box sx={{ mt: 0.5 }}>{error.hint}</Box>}
    </Alert>
  );
}
