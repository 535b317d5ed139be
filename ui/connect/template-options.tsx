import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { onboardingQuerySchema } from '../../src/base/accounts/contract.ts';

export interface TemplateOptions {
  readonly principal: string;
  readonly trailBucket: string[];
  readonly trailQueue: string[];
  readonly open: ('log-queries' | 'athena')[];
}
export const noOptions: TemplateOptions = { principal: '', trailBucket: [], trailQueue: [], open: [] };

const features = [
  { id: 'log-queries', label: 'Read what is written in logs (CloudWatch Logs queries)' },
  { id: 'athena', label: 'Ask Athena about the log files' },
] as const;

interface OptionProps {
  readonly value: TemplateOptions;
  readonly isPrincipalKnown: boolean;
  readonly onChange: (value: TemplateOptions) => void;
}

/** What may be read beyond the usual, which is nothing of what customers store. */
export function TemplateOptionFields({ value, isPrincipalKnown, onChange }: OptionProps) {
  const [texts, setTexts] = useState({ principal: value.principal, trailBucket: value.trailBucket.join(', '), trailQueue: value.trailQueue.join(', ') });
  const problem = problemsOf(texts);
  // The template is made anew once a field is left, not with each letter.
  const take = (): void => onChange({ ...value, principal: problem.principal ? '' : texts.principal.trim(), trailBucket: problem.trailBucket ? [] : wordsOf(texts.trailBucket), trailQueue: problem.trailQueue ? [] : wordsOf(texts.trailQueue) });
  const principal = (
    <TextField label="Who Watchkeeper is in AWS: the ARN of its user or role" value={texts.principal} onChange={(event) => setTexts({ ...texts, principal: event.target.value })} onBlur={take} error={problem.principal} helperText={problem.principal ? 'An ARN such as arn:aws:iam::123456789012:role/watchkeeper' : isPrincipalKnown ? 'Found out by itself; name another one where it runs as somebody else' : 'It could not be found out. Without it the template asks for it'} />
  );
  return (
    <>
      {!isPrincipalKnown && principal}
      <Box component="details" sx={{ fontSize: '0.8125rem', '& summary': { cursor: 'pointer', fontWeight: 600 } }}>
        <summary>What else it may read</summary>
        <Box sx={{ display: 'grid', gap: 2, mt: 1.5 }}>
          <TextField label="Buckets with the log files of a trail" placeholder="my-trail-bucket/AWSLogs" value={texts.trailBucket} onChange={(event) => setTexts({ ...texts, trailBucket: event.target.value })} onBlur={take} error={problem.trailBucket} helperText={problem.trailBucket ? 'A bucket, or a bucket and a folder in it; commas between several' : 'Bucket or bucket/folder, with commas between several. Empty: no object can be read'} />
          <TextField label="Queues that tell of new log files" placeholder="arn:aws:sqs:eu-central-1:123456789012:trail-files" value={texts.trailQueue} onChange={(event) => setTexts({ ...texts, trailQueue: event.target.value })} onBlur={take} error={problem.trailQueue} helperText={problem.trailQueue ? 'The ARN of a queue; commas between several' : 'By ARN, with commas between several. Empty: no message can be read'} />
          <Box>
            {features.map(({ id, label }) => (
              <FormControlLabel key={id} sx={{ display: 'flex', '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' } }} control={<Checkbox size="small" checked={value.open.includes(id)} onChange={(_, isOn) => onChange({ ...value, open: isOn ? [...value.open, id] : value.open.filter((one) => one !== id) })} />} label={label} />
            ))}
          </Box>
          {isPrincipalKnown && principal}
        </Box>
      </Box>
    </>
  );
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}

function problemsOf({ principal, trailBucket, trailQueue }: { principal: string; trailBucket: string; trailQueue: string }): { principal: boolean; trailBucket: boolean; trailQueue: boolean } {
  const { shape } = onboardingQuerySchema;
  return {
    principal: principal.trim() !== '' && !shape.principal.safeParse(principal.trim()).success,
    trailBucket: !shape.trailBucket.safeParse(wordsOf(trailBucket).join()).success,
    trailQueue: !shape.trailQueue.safeParse(wordsOf(trailQueue).join()).success,
  };
}
