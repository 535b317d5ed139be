import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import { useNavigate } from '@tanstack/react-router';
import Search from 'lucide-react/icons/search';
import { type FormEvent, useState } from 'react';

/** From any page to the findings that speak of something: a person, a bucket, an address. */
export function QuickSearch() {
  const navigate = useNavigate();
  const [text, setText] = useState('');

  function search(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === '') return;
    void navigate({ to: '/findings', search: { q: text.trim(), status: 'all' } });
    setText('');
  }

  return (
    <Box
      component="form"
      role="search"
      aria-label="All findings"
      onSubmit={search}
      sx={({ vars: { palette } }) => ({
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        width: { xs: 'auto', sm: 320 },
        minWidth: 0,
        height: 34,
        px: 1.25,
        borderRadius: 1,
        color: palette.text.secondary,
        bgcolor: palette.surface.sunken,
        '&:focus-within': { outline: `2px solid ${palette.primary.main}` },
      })}
    >
      <Search size={15} aria-hidden />
      <InputBase
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="Search all findings"
        inputProps={{ 'aria-label': 'Search all findings', maxLength: 200 }}
        sx={({ vars: { palette } }) => ({ flex: 1, minWidth: 0, fontSize: '0.8125rem', '& input::placeholder': { color: palette.text.secondary, opacity: 1 }, '& input:focus-visible': { outline: 'none' } })}
      />
    </Box>
  );
}
