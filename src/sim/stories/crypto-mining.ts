import type { Instance } from '@aws-sdk/client-ec2';
import { instanceHourlyUsd } from '../world/readings/prices.ts';
import { responder, sessionActor, strangeAddress } from '../world/story-actors.ts';
import { defineStory, regionIn } from '../world/story.ts';

const type = 'p4d.24xlarge';
const emptyRegion = 'ap-southeast-2';

export default defineStory({
  title: 'A GPU fleet starts in a region that nobody uses',
  about: "The delivery pipeline's session, printed into a build log, launches the largest GPU machines it can get in an empty region.",
  tactics: ['discovery', 'impact'],
  // The control policy of the security unit keeps everybody out of that region.
  suits: (account) => !account.name.startsWith('security'),
  plan(scene) {
    const { account, dice } = scene;
    const actor = sessionActor(scene, 'deploy-pipeline', { session: `deploy-${dice.digits(11)}`, address: strangeAddress(scene), agent: 'aws-cli/1.33.41 md/Botocore#1.34.159 os/linux lang/python#3.9.19' });
    const { name: region, subnets, securityGroups } = regionIn(account, scene.region ?? emptyRegion);
    const [subnet] = subnets;
    const [group] = securityGroups;
    const ImageId = `ami-0${dice.hex(16)}`;
    const fleet = Array.from({ length: 4 + dice.whole(5) }, (): Instance => ({
      InstanceId: `i-0${dice.hex(16)}`,
      InstanceType: type,
      ImageId,
      State: { Name: 'running', Code: 16 },
      VpcId: subnet?.VpcId,
      SubnetId: subnet?.SubnetId,
      Placement: { AvailabilityZone: subnet?.AvailabilityZone, Tenancy: 'default' },
      SecurityGroups: group ? [{ GroupId: group.GroupId, GroupName: group.GroupName }] : [],
      Tags: [],
    }));
    const ids = fleet.map(({ InstanceId = '' }) => InstanceId);
    const instances = { source: 'ec2', resources: ids.map((id) => ({ type: 'AWS::EC2::Instance', arn: `arn:aws:ec2:${region}:${account.id}:instance/${id}` })) };
    return {
      region,
      actor,
      firstCause: 'RunInstances',
      cost: { dailyUsd: Math.round(fleet.length * instanceHourlyUsd(type) * 24), usageType: `BoxUsage:${type}` },
      steps: [
        { afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' },
        { afterMs: 31_000, source: 'ec2', name: 'DescribeRegions', tactic: 'discovery', parameters: { regionSet: {}, allRegions: true } },
        { afterMs: 64_000, source: 'ec2', name: 'DescribeInstanceTypeOfferings', tactic: 'discovery', parameters: { DescribeInstanceTypeOfferingsRequest: { LocationType: 'region' } } },
        {
          ...instances,
          afterMs: 150_000,
          name: 'RunInstances',
          tactic: 'impact',
          parameters: { instancesSet: { items: [{ imageId: ImageId, minCount: fleet.length, maxCount: fleet.length }] }, instanceType: type, subnetId: subnet?.SubnetId, userData: '<sensitiveDataRemoved>' },
          response: { ownerId: account.id, instancesSet: { items: ids.map((instanceId) => ({ instanceId, imageId: ImageId, instanceType: type, instanceState: { code: 0, name: 'pending' } })) } },
          change: (changed, at) => void changed.regions.get(region)?.instances.push(...fleet.map((instance) => ({ ...instance, LaunchTime: at }))),
        },
        { ...instances, afterMs: 205_000, name: 'DescribeInstances', tactic: 'impact', parameters: { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) }, filterSet: {} } },
      ],
      aftermath: {
        afterHours: 9,
        actor: responder(scene),
        steps: [
          {
            ...instances,
            name: 'TerminateInstances',
            parameters: { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } },
            change(changed) {
              const list = changed.regions.get(region)?.instances ?? [];
              const kept = list.filter(({ InstanceId = '' }) => !ids.includes(InstanceId));
              list.splice(0, list.length, ...kept);
            },
          },
        ],
      },
    };
  },
});
