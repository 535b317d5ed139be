import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { type AccountChanges, changeableFields, updateAccountContract } from '../../src/base/accounts/contract.ts';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { call } from '../api/call.ts';
import { Problem } from '../parts/problem.tsx';
import { regionsIn, regionsProblem, tagsIn, tagsText } from './region-choice.ts';
import { RegionFields } from './region-fields.tsx';
import { useAccountChange } from './use-account-change.ts';

const ownerWords = {
  person: undefined,
  organization: 'It came with its organisation, which decides about its credentials.',
  config: 'It stands in the configuration file, which decides about all but its tags.',
  simulated: 'It is part of the simulated organisation, which decides about all but its tags.',
} as const;

/** What a person may change of an account; what is decided elsewhere is not offered. */
export function AccountEditForm({ account, onDone }: { account: ConnectedAccount; onDone: () => void }) {
  const may = changeableFields(account.origin);
  const isTheirs = (field: keyof AccountChanges): boolean => may === 'all' || may.includes(field);
  const [draft, setDraft] = useState({
    name: account.name,
    regions: { mode: account.regionMode, text: account.regions.join(', ') },
    defaultRegion: account.defaultRegion,
    tags: tagsText(account.tags),
    concurrency: account.concurrency?.toString() ?? '',
    monthlyCeilingUsd: account.monthlyCeilingUsd?.toString() ?? '',
  });
  const save = useAccountChange(() => call(updateAccountContract, { params: { id: account.id }, body: changesOf(account, draft) }), onDone);
  const isWrong = draft.name.trim() === '' || (draft.regions.mode === 'chosen' && regionsProblem(draft.regions.text) !== undefined);
  const owner = ownerWords[account.origin];

  return (
    <Box
      component="form"
      aria-label="Change the account"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) save.mutate(undefined);
      }}
      sx={{ display: 'grid', gap: 2 }}
    >
      {owner !== undefined && <Alert severity="info">{owner}</Alert>}
      {isTheirs('name') && <TextField label="Name" value={draft.name} autoFocus onChange={(event) => setDraft({ ...draft, name: event.target.value })} />}
      {isTheirs('regions') && <RegionFields value={draft.regions} onChange={(regions) => setDraft({ ...draft, regions })} />}
      {isTheirs('defaultRegion') && <TextField label="Region of calls that belong to none" value={draft.defaultRegion} onChange={(event) => setDraft({ ...draft, defaultRegion: event.target.value })} />}
      {isTheirs('tags') && <TextField label="Tags" value={draft.tags} multiline minRows={2} placeholder="team=platform" helperText="One on each line, as name=value" onChange={(event) => setDraft({ ...draft, tags: event.target.value })} />}
      {isTheirs('concurrency') && <TextField label="Calls to AWS at a time, at most" type="number" value={draft.concurrency} helperText="Empty for what is set for all accounts" slotProps={{ htmlInput: { min: 1, max: 200 } }} onChange={(event) => setDraft({ ...draft, concurrency: event.target.value })} />}
      {isTheirs('monthlyCeilingUsd') && <TextField label="Ceiling for billed calls, US dollars a month" type="number" value={draft.monthlyCeilingUsd} helperText="Empty for the common ceiling alone; 0 for none at all" slotProps={{ htmlInput: { min: 0, step: 'any' } }} onChange={(event) => setDraft({ ...draft, monthlyCeilingUsd: event.target.value })} />}
      <Problem error={save.error} />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" loading={save.isPending} disabled={isWrong}>
          Save
        </Button>
        <Button color="inherit" onClick={onDone}>
          Cancel
        </Button>
      </Box>
    </Box>
  );
}

interface Draft {
  readonly name: string;
  readonly regions: { readonly mode: 'all' | 'chosen'; readonly text: string };
  readonly defaultRegion: string;
  readonly tags: string;
  readonly concurrency: string;
  readonly monthlyCeilingUsd: string;
}

/** Only what is another than before: each change is written down in the audit log. */
function changesOf(account: ConnectedAccount, { name, regions, defaultRegion, tags, concurrency, monthlyCeilingUsd }: Draft): AccountChanges {
  const isSameRegions = regions.mode === account.regionMode && (regions.mode === 'all' || regionsIn(regions.text).join() === account.regions.join());
  const number = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  return {
    ...(name.trim() === account.name ? {} : { name: name.trim() }),
    ...(isSameRegions ? {} : { regions: regions.mode === 'all' ? null : regionsIn(regions.text) }),
    ...(defaultRegion === account.defaultRegion ? {} : { defaultRegion }),
    ...(tags === tagsText(account.tags) ? {} : { tags: tagsIn(tags) }),
    ...(number(concurrency) === account.concurrency ? {} : { concurrency: number(concurrency) }),
    ...(number(monthlyCeilingUsd) === account.monthlyCeilingUsd ? {} : { monthlyCeilingUsd: number(monthlyCeilingUsd) }),
  };
}
