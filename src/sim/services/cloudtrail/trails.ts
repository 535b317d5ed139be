import type { InsightSelector, Trail } from '@aws-sdk/client-cloudtrail';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { switchTrail } from '../../delivery/switch-trail.ts';
import { pageOf } from '../../page-of.ts';
import type { SimTrail } from '../../world/world.ts';

const arnOf = (input: { Name?: string | undefined }, { region, account }: CallContext) => trailArn(input.Name ?? '', region.name, account.id);

const everyInsight: readonly InsightSelector[] = [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }];
const selectors = new WeakMap<SimTrail, readonly InsightSelector[]>();

export default defineHandlers('cloudtrail', {
  DescribeTrails(input, context) {
    const wanted = input.trailNameList ?? [];
    const trails = visibleTrails(context).filter(({ trail }) => wanted.length === 0 || wanted.includes(trail.Name ?? '') || wanted.includes(trail.TrailARN ?? ''));
    return { trailList: trails.map(({ trail }) => trail) };
  },
  ListTrails(input, context) {
    const trails = visibleTrails(context).map(({ trail }) => ({ Name: trail.Name, TrailARN: trail.TrailARN, HomeRegion: trail.HomeRegion }));
    const { items, next } = pageOf(trails, { token: input.NextToken, size: undefined, most: 100, badToken: 'InvalidNextTokenException' });
    return { Trails: items, NextToken: next };
  },
  GetTrail: { resource: arnOf, run: (input, context) => ({ Trail: findTrail(context, input.Name).trail }) },
  GetTrailStatus: {
    resource: arnOf,
    run(input, context) {
      const { isLogging, startedAt, stoppedAt } = findTrail(context, input.Name);
      return { IsLogging: isLogging, ...(startedAt ? { StartLoggingTime: startedAt } : {}), ...(stoppedAt ? { StopLoggingTime: stoppedAt } : {}), ...(isLogging ? { LatestDeliveryTime: context.now } : {}) };
    },
  },
  GetEventSelectors: {
    resource: (input, { region, account }) => trailArn(input.TrailName ?? '', region.name, account.id),
    run: (input, context) => ({
      TrailARN: findTrail(context, input.TrailName).trail.TrailARN,
      EventSelectors: [{ ReadWriteType: 'All' as const, IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }],
    }),
  },
  GetInsightSelectors: {
    resource: (input, { region, account }) => trailArn(input.TrailName ?? '', region.name, account.id),
    run(input, context) {
      const found = findTrail(context, input.TrailName);
      if (found.trail.HasInsightSelectors !== true) throw new AwsRefusal('InsightNotEnabledException', `Trail ${found.trail.TrailARN ?? ''} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`);
      return { TrailARN: found.trail.TrailARN, InsightSelectors: [...(selectors.get(found) ?? everyInsight)] };
    },
  },
  PutInsightSelectors: {
    resource: (input, { region, account }) => trailArn(input.TrailName ?? '', region.name, account.id),
    run(input, context) {
      const found = findTrail(context, input.TrailName);
      const wanted = input.InsightSelectors ?? [];
      if (wanted.some(({ InsightType }) => !everyInsight.some((one) => one.InsightType === InsightType))) throw new AwsRefusal('InvalidInsightSelectorsException', 'The Insights type is not valid');
      found.trail.HasInsightSelectors = wanted.length > 0;
      selectors.set(found, wanted);
      return { TrailARN: found.trail.TrailARN, InsightSelectors: wanted };
    },
  },
  ListPublicKeys: (_input, { world }) => {
    const { publicKey, fingerprint } = world.trailFiles.signingKey();
    const yearMs = 365 * 86_400_000;
    return { PublicKeyList: [{ Value: publicKey, Fingerprint: fingerprint, ValidityStartTime: new Date(world.startedAt.getTime() - yearMs), ValidityEndTime: new Date(world.startedAt.getTime() + 5 * yearMs) }] };
  },
  StopLogging: {
    resource: arnOf,
    run(input, context) {
      const trail = findTrail(context, input.Name);
      switchTrail(trail, { isLogging: false, at: context.now });
      return {};
    },
  },
  StartLogging: {
    resource: arnOf,
    run(input, context) {
      const trail = findTrail(context, input.Name);
      switchTrail(trail, { isLogging: true, at: context.now });
      return {};
    },
  },
  DeleteTrail: {
    resource: arnOf,
    run(input, { account, ...context }) {
      const found = findTrail({ account, ...context }, input.Name);
      const home = account.regions.get(found.trail.HomeRegion ?? '');
      const at = home?.trails.indexOf(found) ?? -1;
      if (at < 0) throw new AwsRefusal('InvalidHomeRegionException', 'A trail is deleted in its home region');
      home?.trails.splice(at, 1);
      switchTrail(found, { isLogging: false, at: context.now });
      return {};
    },
  },
  CreateTrail: {
    resource: arnOf,
    run(input, { account, region, now }) {
      const name = input.Name ?? '';
      if (!/^[A-Za-z0-9][\w.-]{2,127}$/.test(name)) throw new AwsRefusal('InvalidTrailNameException', 'The name of a trail has 3 to 128 letters, digits, dots, dashes or underscores');
      if (region.trails.some(({ trail }) => trail.Name === name)) throw new AwsRefusal('TrailAlreadyExistsException', `The trail ${name} already exists`);
      if (!account.buckets.has(input.S3BucketName ?? '')) throw new AwsRefusal('S3BucketDoesNotExistException', `The bucket ${input.S3BucketName ?? ''} does not exist`);
      const trail: Trail = {
        Name: name,
        S3BucketName: input.S3BucketName,
        ...(input.S3KeyPrefix === undefined ? {} : { S3KeyPrefix: input.S3KeyPrefix }),
        TrailARN: trailArn(name, region.name, account.id),
        HomeRegion: region.name,
        IsMultiRegionTrail: input.IsMultiRegionTrail ?? false,
        IncludeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? true,
        LogFileValidationEnabled: input.EnableLogFileValidation ?? false,
        IsOrganizationTrail: false,
        HasCustomEventSelectors: false,
        HasInsightSelectors: false,
      };
      const made: SimTrail = { trail, isLogging: false, startedAt: now, switches: [] };
      region.trails.push(made);
      account.buckets.get(input.S3BucketName ?? '')?.trails.push(made);
      return { ...trail };
    },
  },
});

/** The region's own trails and the other regions' that span all of them. */
function visibleTrails({ account, region }: CallContext): SimTrail[] {
  return [...account.regions.values()].flatMap(({ name, trails }) => trails.filter(({ trail }) => name === region.name || trail.IsMultiRegionTrail === true));
}

function findTrail(context: CallContext, name: string | undefined): SimTrail {
  const found = visibleTrails(context).find(({ trail }) => trail.Name === name || trail.TrailARN === name);
  if (!found) throw new AwsRefusal('TrailNotFoundException', `Unknown trail: ${name ?? ''} for the account: ${context.account.id}`);
  return found;
}

function trailArn(name: string, region: string, accountId: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
}
