import type { ServiceName } from '../../base/aws/services.ts';
import { AwsRefusal } from '../aws-refusal.ts';
import { serviceRefusal } from '../service-refusals.ts';
import type { Fault } from './fault-rules.ts';

/** The refusal that the first of the planted faults stands for, in the service's own words; undefined when none of them refuses. */
export function refusalByFault(faults: readonly Fault[], service: ServiceName): AwsRefusal | undefined {
  for (const fault of faults) {
    const refusal = refusalBy(fault, service);
    if (refusal) return refusal;
  }
  return undefined;
}

function refusalBy(fault: Fault, service: ServiceName): AwsRefusal | undefined {
  switch (fault.kind) {
    case 'throttle':
      return serviceRefusal(service, 'throttled', 'Rate exceeded');
    case 'server-error':
      return new AwsRefusal(serviceRefusal(service, fault.status === 503 ? 'unavailable' : 'broken', '').code, 'An internal error occurred', { status: fault.status });
    case 'expired-token':
      return serviceRefusal(service, 'expired', 'The security token included in the request is expired');
    case 'access-denied':
      return serviceRefusal(service, 'denied', 'Access was denied by a planted fault');
    case 'denied-by-scp':
      return serviceRefusal(service, 'denied', 'User is not authorized to perform this action with an explicit deny in a service control policy');
    case 'disabled-key':
      return serviceRefusal(service, 'unknown-key', 'The security token included in the request is invalid.');
    case 'clock-skew':
      return serviceRefusal(service, 'skewed', 'Signature expired: 20261121T100000Z is now earlier than 20261121T101500Z (20261121T103000Z - 15 min.)');
    case 'region-disabled':
      return new AwsRefusal(service === 'ec2' ? 'OptInRequired' : 'RegionDisabledException', 'The region is not enabled for this account', { status: 403 });
    default:
      return undefined;
  }
}
