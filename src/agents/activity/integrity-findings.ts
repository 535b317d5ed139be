import type { Evidence } from '../../core/evidence.ts';
import type { FindingDraft } from '../../core/finding.ts';
import type { Severity } from '../../core/severity.ts';
import { problemSeverities, type IntegrityProblem } from '../../watch/activity/integrity/integrity-problem.ts';
import type { ChainRestart } from '../../watch/activity/integrity/verify-place.ts';
import type { Suspect } from '../../watch/activity/integrity/find-suspects.ts';

export interface VerifiedTrail {
  readonly arn: string;
  readonly name: string;
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  readonly isSimulated: boolean;
}

/** Problems of one kind on one day, or a pause of validation. */
export interface Trouble {
  readonly kind: IntegrityProblem['kind'] | 'validation-paused';
  /** Empty for what is about now and not about a day. */
  readonly day: string;
  readonly problems: readonly (Omit<IntegrityProblem, 'kind'>)[];
}

const mostEvidence = 300;

/** All findings about a trail, account and region begin so. */
export function integrityPrefix({ arn, accountId, region }: VerifiedTrail): string {
  return `trail-integrity|${arn}|${accountId}|${region}|`;
}

export function troubleFingerprint(trail: VerifiedTrail, { kind, day }: Pick<Trouble, 'kind' | 'day'>): string {
  return `${integrityPrefix(trail)}${kind}|${day}`;
}

/** The day that a fingerprint is about, and undefined where it is about none. */
export function dayOfFingerprint(fingerprint: string): string | undefined {
  return fingerprint.split('|').at(-1) || undefined;
}

export function troublesOf(problems: readonly IntegrityProblem[], restarts: readonly ChainRestart[]): Trouble[] {
  const isOfNow = (kind: IntegrityProblem['kind']) => kind === 'digest-overdue';
  const groups = Map.groupBy(problems, ({ kind, at }) => `${kind}|${isOfNow(kind) ? '' : dayOf(at)}`);
  const paused = restarts.filter(({ logFiles }) => logFiles > 0);
  return [
    ...[...groups.values()].flatMap((group) => (group[0] ? [{ kind: group[0].kind, day: isOfNow(group[0].kind) ? '' : dayOf(group[0].at), problems: group }] : [])),
    ...paused.map(({ file, from, to, logFiles }) => ({
      kind: 'validation-paused' as const,
      day: dayOf(to),
      problems: [{ ...file, at: to, because: `The chain begins anew with this digest: validation was off from ${from.toISOString()} to ${to.toISOString()}, and nothing vouches for the ${logFiles} log files of that time` }],
    })),
  ];
}

export function integrityFinding(trail: VerifiedTrail, trouble: Trouble, { suspects, now }: { suspects: readonly Suspect[]; now: Date }): FindingDraft {
  const { kind, problems } = trouble;
  const times = problems.map(({ at }) => at.toISOString()).sort();
  const [first = now.toISOString()] = times;
  const exact = suspects.filter(({ isExact }) => isExact);
  const [culprit] = exact;
  const words = wordsOf[kind];
  const [example] = problems;
  const count = problems.length;
  return {
    fingerprint: troubleFingerprint(trail, trouble),
    producer: { kind: 'detector', id: 'activity/trail-integrity' },
    severity: kind === 'validation-paused' ? 'medium' : problemSeverities[kind],
    title: words.title,
    summary: `${count === 1 ? words.one : `${count.toLocaleString('en')} ${words.many}`} of the trail ${trail.name} in ${trail.region} of account ${trail.accountId}: ${count === 1 ? `s3://${example?.bucket}/${example?.key}. ${example?.because}` : `the first is s3://${example?.bucket}/${example?.key}`}. ${whoText(suspects)}`,
    why: words.why,
    remedy: words.remedy,
    accountId: trail.accountId,
    region: trail.region,
    isSimulated: trail.isSimulated,
    principal: culprit?.activity.principal.arn ?? culprit?.activity.principal.name ?? null,
    resource: trail.arn,
    tags: ['attack.t1562.008', ...(kind === 'log-missing' || kind === 'digest-missing' ? ['attack.t1070'] : [])],
    firstSeenAt: first,
    lastSeenAt: now.toISOString(),
    evidence: [...problems.slice(0, mostEvidence).map((problem) => fileEvidence(kind, problem)), ...suspects.map(({ activity, raw }): Evidence => ({ kind: 'activity', activity, raw }))],
  };
}

export function unvalidatedFingerprint({ arn }: Pick<VerifiedTrail, 'arn'>): string {
  return `trail-unvalidated|${arn}`;
}

export function unvalidatedFinding(trail: VerifiedTrail, now: Date): FindingDraft {
  const because = 'The trail has no log file validation';
  return {
    fingerprint: unvalidatedFingerprint(trail),
    producer: { kind: 'detector', id: 'activity/trail-integrity' },
    severity: 'medium' satisfies Severity,
    title: 'A trail has no log file validation',
    summary: `Nobody can tell whether the log files of the trail ${trail.name} in s3://${trail.bucket} are what CloudTrail delivered.`,
    why: 'Without digests, whoever may write to the bucket can change or remove log files, and no later look at them shows it.',
    remedy: `Switch it on: aws cloudtrail update-trail --name ${trail.arn} --enable-log-file-validation. If it was on before, find out who switched it off: it is an UpdateTrail event. It closes by itself once it is on.`,
    accountId: trail.accountId,
    region: trail.region,
    isSimulated: trail.isSimulated,
    principal: null,
    resource: trail.arn,
    tags: ['attack.t1562.008'],
    firstSeenAt: now.toISOString(),
    lastSeenAt: now.toISOString(),
    evidence: [{ kind: 'file', file: { bucket: trail.bucket, key: 'AWSLogs/', problem: 'not-validated', because, at: now.toISOString(), touchedAt: null, expectedSha256: null, foundSha256: null } }],
  };
}

function whoText(suspects: readonly Suspect[]): string {
  const named = suspects.slice(0, 3).map(({ activity, actorName }) => `${actorName ?? activity.principal.name} called ${activity.service}:${activity.action} at ${activity.at}${activity.sourceAddress === null ? '' : ` from ${activity.sourceAddress}`}`);
  if (suspects.some(({ isExact }) => isExact)) return `${named[0]}, and that call names the file.`;
  if (named.length > 0) return `Nothing that is kept names the file; about that time, ${named.join('; ')}.`;
  return 'Nothing that is kept says who did it: calls on single objects are recorded only where the bucket has data events switched on.';
}

function fileEvidence(problem: string, { bucket, key, because, at, touchedAt, expectedSha256, foundSha256 }: Trouble['problems'][number]): Evidence {
  return { kind: 'file', file: { bucket, key, problem, because, at: at.toISOString(), touchedAt: touchedAt?.toISOString() ?? null, expectedSha256: expectedSha256 ?? null, foundSha256: foundSha256 ?? null } };
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

interface Words {
  readonly title: string;
  readonly one: string;
  readonly many: string;
  readonly why: string;
  readonly remedy: string;
}

const hides = 'Whoever has been in an account removes or rewrites what would tell of it. What stood in these files cannot be trusted, and what was seen of that time may be less than what happened.';
const look = 'Treat it as an intrusion until you know better. Keep the bucket as it is: look for noncurrent versions (aws s3api list-object-versions), suspend lifecycle rules, and take write access away from whoever has it. Compare with what Watchkeeper kept of that hour, and with CloudTrail\'s own event history of the last 90 days. Switch on versioning, Object Lock and data events for the bucket. watchkeeper verify-trail checks again; the finding closes by itself when the files are back.';

const wordsOf: Readonly<Record<Trouble['kind'], Words>> = {
  'log-missing': { title: 'Log files of a trail were deleted', one: 'A log file is gone that CloudTrail delivered', many: 'log files are gone that CloudTrail delivered', why: hides, remedy: look },
  'log-changed': { title: 'Log files of a trail were changed', one: 'A log file is not what CloudTrail delivered', many: 'log files are not what CloudTrail delivered', why: hides, remedy: look },
  'log-extra': { title: 'Log files were smuggled into a trail', one: 'A log file is there that CloudTrail did not deliver', many: 'log files are there that CloudTrail did not deliver', why: 'Made-up log files put blame on others, or bury what matters.', remedy: look },
  'digest-missing': { title: 'Digests of a trail were deleted', one: 'A digest is gone that the chain names', many: 'digests are gone that the chain names', why: `${hides} Without its digest, nothing shows which log files of an hour are gone.`, remedy: look },
  'digest-changed': { title: 'Digests of a trail were changed', one: 'A digest is not what the one after it says', many: 'digests are not what those after them say', why: hides, remedy: look },
  'digest-moved': { title: 'Digests of a trail are not in their place', one: 'A digest belongs elsewhere', many: 'digests belong elsewhere', why: 'A genuine digest of another place or time, put where one is missing, hides that it is.', remedy: look },
  'digest-unreadable': { title: 'Digests of a trail are damaged', one: 'A digest cannot be read', many: 'digests cannot be read', why: hides, remedy: look },
  unsigned: { title: 'Digests of a trail have lost their signature', one: 'A digest has no signature', many: 'digests have no signature', why: 'CloudTrail keeps the signature in the metadata of the object. Who writes a digest again, or copies it over itself, loses it.', remedy: `${look} A tool that copies objects in place, for encryption or another storage class, does the same: keep the metadata when you use one.` },
  'wrong-signature': { title: 'Digests of a trail are forged', one: 'A digest is not what CloudTrail signed', many: 'digests are not what CloudTrail signed', why: hides, remedy: look },
  'unknown-key': { title: 'Digests of a trail are signed by somebody else', one: 'A digest is signed with a key that is not CloudTrail\'s', many: 'digests are signed with keys that are not CloudTrail\'s', why: hides, remedy: look },
  'chain-broken': { title: 'The chain of digests of a trail is broken', one: 'A digest names another signature than the one before it has', many: 'digests name other signatures than those before them have', why: hides, remedy: look },
  'digest-overdue': { title: 'A trail has stopped to deliver digests', one: 'The digest of the last hours has not come', many: 'digests have not come', why: 'The trail says that it is logging, and a digest comes each hour even when nothing happens. Either it was deleted, or CloudTrail may not write to the bucket any more.', remedy: 'Look at aws cloudtrail get-trail-status: LatestDigestDeliveryError says what keeps CloudTrail from writing, mostly the policy of the bucket or of its key. If there is no error, look for who deleted the digest. It closes by itself when the next one is there.' },
  'validation-paused': { title: 'Log file validation of a trail was off for a while', one: 'Validation was off while log files were delivered', many: 'times validation was off while log files were delivered', why: 'Nothing shows whether the log files of that time were changed or removed.', remedy: 'Find out who switched it off and on again: two UpdateTrail events. If nobody of you did, treat what is kept of that time as incomplete.' },
};
