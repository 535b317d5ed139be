import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Download from 'lucide-react/icons/download';
import { useState } from 'react';
import { getOnboardingContract, type Onboarding, type OnboardingFormat, onboardingFormats } from '../../src/base/accounts/contract.ts';
import { call } from '../api/call.ts';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { downloadText } from './download-text.ts';
import { noOptions, type TemplateOptions, TemplateOptionFields } from './template-options.tsx';
import { WizardButtons } from './wizard-buttons.tsx';

const formatWords: Readonly<Record<OnboardingFormat, string>> = { cloudformation: 'CloudFormation', stackset: 'StackSet', terraform: 'Terraform' };

interface RoleTemplateProps {
  readonly externalId: string;
  readonly isForOrganization: boolean;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

/** A ready template for the role, to be deployed by whoever owns the account. */
export function RoleTemplate({ externalId, isForOrganization, onBack, onNext }: RoleTemplateProps) {
  const [format, setFormat] = useState<OnboardingFormat>(isForOrganization ? 'stackset' : 'cloudformation');
  const [options, setOptions] = useState<TemplateOptions>(noOptions);
  const { principal, trailBucket, trailQueue, open } = options;
  const { data, error, refetch } = useQuery({
    queryKey: ['onboarding', format, externalId, options],
    queryFn: ({ signal }) => call(getOnboardingContract, { query: { format, externalId, trailBucket: trailBucket.join(), trailQueue: trailQueue.join(), open: open.join(), ...(principal === '' ? {} : { principal }) }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Card sx={{ p: { xs: 2, sm: 2.5 }, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box>
        <Typography variant="h2">{isForOrganization ? 'Make the same role in every account' : 'Make a role that may only read'}</Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.25 }}>
          The template holds what Watchkeeper asks AWS, and nothing else. Only Watchkeeper, with the external id below, can take the role on.
        </Typography>
      </Box>
      <ToggleButtonGroup exclusive size="small" value={format} onChange={(_, next: OnboardingFormat | null) => next && setFormat(next)} aria-label="Kind of template">
        {onboardingFormats.map((one) => (
          <ToggleButton key={one} value={one} sx={{ px: 1.5 }}>
            {formatWords[one]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {data ? <Template onboarding={data} /> : error ? null : <ListSkeleton rows={6} label="Loading the template" />}
      {error && <ErrorState error={error} what="The template could not be made" onRetry={() => void refetch()} />}
      <TemplateOptionFields value={options} isPrincipalKnown={data === undefined || data.principal !== null} onChange={setOptions} />
      <WizardButtons onBack={onBack} next="The role is there" onNext={onNext} />
    </Card>
  );
}

function Template({ onboarding: { template, filename, steps, allowed, denied, externalId, principal } }: { onboarding: Onboarding }) {
  return (
    <>
      <Box component="ol" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem', lineHeight: 1.6, display: 'grid', gap: 0.5 }}>
        {steps.map((step) => (
          <li key={step}>
            <StepWords>{step}</StepWords>
          </li>
        ))}
      </Box>
      <Box>
        <CodeBlock label={`The template ${filename}`}>{template}</CodeBlock>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1 }}>
          <CopyButton label="Copy" text={() => template} />
          <Button variant="text" startIcon={<Download size={14} aria-hidden />} onClick={() => downloadText(filename, template)}>
            Download {filename}
          </Button>
        </Box>
      </Box>
      <Box sx={{ fontSize: '0.8125rem', lineHeight: 1.6 }}>
        <Box>
          External id: <Code>{externalId}</Code>
        </Box>
        {principal !== null && (
          <Box>
            May be taken on by: <Code>{principal}</Code>
          </Box>
        )}
      </Box>
      <ActionList title={`It may do ${counted(allowed.length, 'thing')}, all of them reading`} actions={allowed} />
      <ActionList title={`It may never do ${counted(denied.length, 'thing')}, among them reading what you store`} actions={denied} />
    </>
  );
}

/** A command within a step is set apart, as it is to be copied. */
function StepWords({ children }: { children: string }) {
  const [, before = children, command] = /^(.*?: )(aws .*)$/.exec(children) ?? [];
  return command === undefined ? (
    <>{children}</>
  ) : (
    <>
      {before}
      <Code>{command}</Code>
    </>
  );
}

function ActionList({ title, actions }: { title: string; actions: readonly string[] }) {
  return (
    <Box component="details" sx={{ fontSize: '0.8125rem', '& summary': { cursor: 'pointer', fontWeight: 600 } }}>
      <summary>{title}</summary>
      <Box sx={{ mt: 1, maxHeight: 220, overflow: 'auto', columnWidth: 260, lineHeight: 1.6 }} tabIndex={0} role="region" aria-label={title}>
        {actions.map((action) => (
          <div key={action}>
            <Code>{action}</Code>
          </div>
        ))}
      </Box>
    </Box>
  );
}
