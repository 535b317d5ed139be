import Box from '@mui/material/Box';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import Lock from 'lucide-react/icons/lock';
import { useState } from 'react';
import { useManagesAll } from '../api/use-session.ts';
import { AccountDetails } from '../connect/account-details.tsx';
import { AccountResult } from '../connect/account-result.tsx';
import { type ConnectDraft, emptyDraft } from '../connect/connect-draft.ts';
import { type ConnectSearch, type ConnectStep, makeExternalId, stepsOf } from '../connect/connect-search.ts';
import { OrganizationDetails } from '../connect/organization-details.tsx';
import { OrganizationResult } from '../connect/organization-result.tsx';
import { RoleTemplate } from '../connect/role-template.tsx';
import { WayChoice } from '../connect/way-choice.tsx';
import { WizardProgress } from '../connect/wizard-progress.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteButton } from '../parts/route-button.tsx';

const route = getRouteApi('/shell/accounts/connect');

/** Walks a person through connecting an account or an organisation; the address says where, so that the browser's own way back works too. */
export default function ConnectPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayConnect = useManagesAll();
  const [draft, setDraft] = useState<ConnectDraft>({ ...emptyDraft, externalId: search.externalId ?? '' });
  const change = (part: Partial<ConnectDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const { way } = search;
  const step: ConnectStep = way === undefined ? 'way' : (search.step ?? 'way');
  const go = (part: Partial<ConnectSearch>): void => void navigate({ to: '/accounts/connect', search: { ...search, ...part } });
  const back = (): void => {
    const before = stepsOf(way)[stepsOf(way).indexOf(step) - 1];
    go(before === undefined || before === 'way' ? { way: undefined, step: undefined } : { step: before });
  };
  const choose = (chosen: NonNullable<ConnectSearch['way']>): void => {
    const externalId = search.externalId ?? makeExternalId();
    // Going back keeps what was written; another account begins with nothing.
    setDraft((before) => (search.externalId === undefined ? { ...emptyDraft, externalId } : before));
    void navigate({ to: '/accounts/connect', search: { way: chosen, step: stepsOf(chosen)[1] === 'template' ? 'template' : 'details', externalId } });
  };

  return (
    <Box sx={{ maxWidth: 880 }}>
      <PageHeader title="Connect an account" about="Watchkeeper only reads. Every step can be taken back." />
      {!mayConnect ? (
        <EmptyState icon={Lock} title="This needs an administrator" action={<RouteButton to="/accounts">See the accounts</RouteButton>}>
          Accounts are connected by administrators who may see every account.
        </EmptyState>
      ) : (
        <>
          <WizardProgress way={way} step={step} />
          {step === 'way' && <WayChoice onChoose={choose} />}
          {step === 'template' && <RoleTemplate key={way} externalId={search.externalId ?? draft.externalId} isForOrganization={way === 'organization'} onBack={back} onNext={() => go({ step: 'details' })} />}
          {step === 'details' && way === 'organization' && <OrganizationDetails draft={draft} onChange={change} onBack={back} onConnected={({ id }) => go({ step: 'result', organization: id })} />}
          {step === 'details' && way !== undefined && way !== 'organization' && <AccountDetails key={way} way={way} draft={draft} connectedId={search.account} onChange={change} onBack={back} onConnected={({ id }) => go({ step: 'result', account: id })} />}
          {step === 'result' && search.organization !== undefined && <OrganizationResult id={search.organization} />}
          {step === 'result' && search.account !== undefined && <AccountResult id={search.account} onBack={back} />}
        </>
      )}
    </Box>
  );
}
