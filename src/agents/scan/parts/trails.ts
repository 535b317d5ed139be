import { findTrails, findTrailsActions, type FoundTrail } from '../../../watch/activity/sources/find-trails.ts';
import { defineScanPart, type ScanContext, type ScanFinding, type ScanResult } from '../scan-part.ts';

export default defineScanPart({
  title: 'Trails',
  place: 20,
  iamActions: [...findTrailsActions],
  async look(context): Promise<ScanResult> {
    const session = context.session(context.account.defaultRegion);
    const looked = await session.orGap(() => findTrails(session));
    if (!looked.ok) return { findings: [], gaps: [looked.gap], seen: [] };
    const trails = looked.value;
    return { findings: judgeTrails(context, trails), gaps: [], seen: trails.length === 0 ? ['No trail delivers anything from this account'] : trails.map(describe) };
  },
});

function judgeTrails(context: ScanContext, trails: readonly FoundTrail[]): ScanFinding[] {
  const whole = trails.filter(({ isLogging, isComplete, isMultiRegion }) => isLogging && isComplete && isMultiRegion);
  const stopped = trails.filter(({ isLogging }) => !isLogging);
  const stoppedFindings = stopped.map((trail) =>
    finding(context, {
      severity: 'high',
      id: 'scan/trail-stopped',
      title: 'A trail does not log',
      region: trail.homeRegion,
      at: trail.stoppedAt?.toISOString() ?? null,
      summary: `The trail ${trail.name} exists and is switched off${trail.stoppedAt ? ` since ${trail.stoppedAt.toISOString()}` : ''}.`,
      why: 'Somebody who wants to work unseen switches the trail off first.',
      remedy: `Find out who stopped it (StopLogging in the activity), and start it again: aws cloudtrail start-logging --name ${trail.arn} --region ${trail.homeRegion}`,
    }),
  );
  const missing =
    whole.length > 0
      ? []
      : [
          finding(context, {
            severity: 'medium',
            id: 'scan/no-whole-trail',
            title: 'No trail keeps everything that happens in every region',
            region: context.account.defaultRegion,
            at: null,
            summary: trails.length === 0 ? 'The account has no trail: what happens is kept for 90 days and nowhere else.' : 'None of the trails that log covers all management events of all regions.',
            why: 'Without a trail there is nothing to look back at after 90 days, and events arrive later and slower than from a trail.',
            remedy: 'Create a trail of all regions with read and write management events and log file validation, into a bucket of another account.',
          }),
        ];
  const unproven = whole.filter(({ isValidated }) => !isValidated);
  const unprovenFindings =
    whole.length > 0 && unproven.length === whole.length
      ? unproven.map((trail) =>
          finding(context, {
            severity: 'low',
            id: 'scan/trail-without-validation',
            title: 'A trail does not sign its log files',
            region: trail.homeRegion,
            at: null,
            summary: `The trail ${trail.name} delivers without log file validation.`,
            why: 'Nobody can prove afterwards that a log file was not changed or removed.',
            remedy: `aws cloudtrail update-trail --name ${trail.arn} --enable-log-file-validation --region ${trail.homeRegion}`,
          }),
        )
      : [];
  return [...stoppedFindings, ...missing, ...unprovenFindings];
}

type Facts = Pick<ScanFinding, 'severity' | 'id' | 'title' | 'region' | 'at' | 'summary' | 'why' | 'remedy'>;

function finding({ account }: ScanContext, facts: Facts): ScanFinding {
  return { ...facts, accountId: account.accountId, principal: null, times: 1, eventIds: [] };
}

function describe({ name, isLogging, isMultiRegion, isOrganization, isComplete, isValidated, homeRegion, bucket }: FoundTrail): string {
  const facts = [
    isLogging ? 'logs' : 'IS SWITCHED OFF',
    isMultiRegion ? 'all regions' : `only ${homeRegion}`,
    ...(isOrganization ? ["the organisation's"] : []),
    isComplete ? 'all management events' : 'not all management events',
    isValidated ? 'signed' : 'not signed',
  ];
  return `${name}: ${facts.join(', ')}, to s3://${bucket}`;
}
