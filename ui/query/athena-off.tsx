import Card from '@mui/material/Card';
import Cloud from 'lucide-react/icons/cloud';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';

export function AthenaOff() {
  return (
    <Card>
      <EmptyState icon={Cloud} title="Athena is off">
        Athena bills what it reads, so it is never asked before somebody has said which account pays: set <Code>athena.account</Code> and <Code>athena.output</Code>, and give the role what{' '}
        <Code>watchkeeper policy --with athena</Code> prints. What is kept here is answered without it, for nothing.
      </EmptyState>
    </Card>
  );
}
