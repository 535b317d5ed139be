import type { AwsSession } from '../../../base/aws/door.ts';
import type { FoundTrail } from '../sources/find-trails.ts';
import type { TrailPlace } from '../sources/trail-objects.ts';
import { findOrganizations, listFolders } from './list-folders.ts';

/**
 * Every account and region that a trail has delivered for. Log files count as well as digests, so that nobody hides a place by
 * removing its digests; the trail's own region is always among them, for the same reason.
 */
export async function listTrailPlaces(session: AwsSession, trail: FoundTrail): Promise<TrailPlace[]> {
  const { bucket, prefix, homeRegion } = trail;
  const owner = trail.arn.split(':')[4] ?? '';
  const below = (folder: string) => listFolders(session, { bucket, folder: `${prefix}AWSLogs/${folder}` });
  const organizations = await findOrganizations(session, trail);
  const places: TrailPlace[] = [];
  for (const organization of organizations) {
    const accountIds = trail.isOrganization ? (await below(organization)).filter((name) => /^\d{12}$/.test(name)) : [owner];
    for (const accountId of accountIds) {
      const found = trail.isMultiRegion ? [...(await below(`${organization}${accountId}/CloudTrail-Digest/`)), ...(await below(`${organization}${accountId}/CloudTrail/`))] : [];
      for (const region of [...new Set([homeRegion, ...found])].sort()) places.push({ bucket, prefix, organization, accountId, region });
    }
  }
  return places.length === 0 ? [{ bucket, prefix, organization: '', accountId: owner, region: homeRegion }] : places;
}
