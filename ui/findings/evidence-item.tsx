import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useId, useState } from 'react';
import type { Activity } from '../../src/core/activity.ts';
import type { Evidence, TrailFile } from '../../src/core/evidence.ts';
import type { Gap } from '../../src/core/gap.ts';
import { gapReasonNames, gapRemedy } from '../gaps/gap-reasons.ts';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { RelativeTime } from '../parts/relative-time.tsx';

export function EvidenceItem({ evidence, isSimulated }: { evidence: Evidence; isSimulated: boolean }) {
  return (
    <Box component="li" sx={({ vars: { palette } }) => ({ border: `1px solid ${palette.surface.line}`, borderRadius: 1, p: 1.5, minWidth: 0 })}>
      {evidence.kind === 'activity' && <ActivityFacts activity={evidence.activity} raw={evidence.raw} isSimulated={isSimulated} />}
      {evidence.kind === 'gap' && <GapFacts gap={evidence.gap} />}
      {evidence.kind === 'file' && <FileFacts file={evidence.file} />}
    </Box>
  );
}

function ActivityFacts({ activity, raw, isSimulated }: { activity: Activity; raw: Record<string, unknown>; isSimulated: boolean }) {
  const { at, principal, sourceAddress, userAgent, errorCode, errorMessage, resources, eventId, region } = activity;
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, alignItems: 'baseline', fontSize: '0.8125rem' }}>
        <strong>
          <Code>
            {activity.service}:{activity.action}
          </Code>
        </strong>
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {absoluteTime(at)} (<RelativeTime at={at} />)
        </Box>
      </Box>
      <Facts>
        <Fact name="Who">
          {principal.name}
          {principal.accessKeyId !== null && (
            <>
              {' '}
              with key <Code>{principal.accessKeyId}</Code>
            </>
          )}
          {principal.usedMfa === false && ', without MFA'}
        </Fact>
        <Fact name="From">
          {sourceAddress === null ? 'CloudTrail does not say' : <Code>{sourceAddress}</Code>}
          {userAgent !== null && (
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {' '}
              by {userAgent}
            </Box>
          )}
        </Fact>
        {resources.length > 0 && (
          <Fact name="On">
            {resources.map(({ arn }) => (
              <div key={arn}>
                <Code>{arn}</Code>
              </div>
            ))}
          </Fact>
        )}
        <Fact name="Outcome">
          {errorCode === null ? (
            'Succeeded'
          ) : (
            <>
              Refused: <Code>{errorCode}</Code> {errorMessage}
            </>
          )}
        </Fact>
        <Fact name="Event">
          <Code>{eventId}</Code>
        </Fact>
      </Facts>
      <RawRecord raw={raw} />
      {!isSimulated && (
        <Link href={`https://${region}.console.aws.amazon.com/cloudtrailv2/home?region=${region}#/events/${eventId}`} target="_blank" rel="noreferrer" sx={{ fontSize: '0.8125rem' }}>
          Open in the CloudTrail console
        </Link>
      )}
    </Box>
  );
}

function GapFacts({ gap }: { gap: Gap }) {
  return (
    <Box sx={{ display: 'grid', gap: 1, fontSize: '0.8125rem' }}>
      <div>
        <strong>{gapReasonNames[gap.reason]}</strong>: {gap.because}
      </div>
      <Facts>
        <Fact name="Call">
          <Code>
            {gap.service}:{gap.operation}
          </Code>
        </Fact>
        <Fact name="Where">
          {gap.accountId}, {gap.region}
        </Fact>
        <Fact name="When">{absoluteTime(gap.at)}</Fact>
        <Fact name="What helps">{gapRemedy(gap)}</Fact>
      </Facts>
    </Box>
  );
}

function FileFacts({ file }: { file: TrailFile }) {
  const { because, bucket, key, at, touchedAt, expectedSha256, foundSha256 } = file;
  return (
    <Box sx={{ display: 'grid', gap: 1, fontSize: '0.8125rem' }}>
      <strong>{because}</strong>
      <Facts>
        <Fact name="File">
          <Code>
            s3://{bucket}/{key}
          </Code>
        </Fact>
        <Fact name="Of the hour to">
          {absoluteTime(at)} (<RelativeTime at={at} />)
        </Fact>
        {touchedAt !== null && <Fact name="Written last">{absoluteTime(touchedAt)}</Fact>}
        {expectedSha256 !== null && (
          <Fact name="SHA-256 signed">
            <Code>{expectedSha256}</Code>
          </Fact>
        )}
        {foundSha256 !== null && (
          <Fact name="SHA-256 found">
            <Code>{foundSha256}</Code>
          </Fact>
        )}
      </Facts>
    </Box>
  );
}

/** What CloudTrail wrote, to the letter. */
function RawRecord({ raw }: { raw: Record<string, unknown> }) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const text = () => JSON.stringify(raw, null, 2);
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <Box>
      <Box sx={{ display: 'flex', gap: 1, ml: -1 }}>
        <Button variant="text" aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)} startIcon={<Icon size={14} aria-hidden />}>
          CloudTrail record
        </Button>
        {isOpen && <CopyButton label="Copy" text={text} />}
      </Box>
      <div id={id}>{isOpen && <CodeBlock label="CloudTrail record as JSON">{text()}</CodeBlock>}</div>
    </Box>
  );
}
