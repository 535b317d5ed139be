import FlaskConical from 'lucide-react/icons/flask-conical';
import { StatusMark } from './status-mark.tsx';

export function SimulatedMark() {
  return (
    <StatusMark tone="warn" icon={FlaskConical}>
      Simulated
    </StatusMark>
  );
}
