import type { Instance } from '@aws-sdk/client-ec2';
import { assumed } from '../world/background.ts';
import { defineStory, type StoryActor } from '../world/story.ts';

const type = 'p4d.24xlarge';
const hourlyUsd = 32.77;

export default defineStory({
  title: 'A GPU fleet starts in a region that nobody uses',
  about: "A web server's role session, taken from the instance, launches the largest GPU machines it can get in an empty region.",
  tactics: ['credential-access', 'discovery', 'impact'],
  plan({ account, dice }) {
    const role = account.roles.get('web-instance');
    const identity = assumed(account, role, `i-0${dice.hex(16)}`);
    const actor: StoryActor = { identity, arn: identity.arn ?? '', address: `203.0.113.${100 + dice.whole(100)}`, agent: 'aws-cli/1.33.41 md/Botocore#1.34.159 os/linux lang/python#3.9.19' };
    const region = 'ap-southeast-2';
    const count = 4 + dice.whole(5);
    const fleet = Array.from({ length: count }, (): Instance => ({ InstanceId: `i-0${dice.hex(16)}`, InstanceType: type, State: { Name: 'running', Code: 16 }, Tags: [] }));
    const arns = fleet.map(({ InstanceId }) => `arn:aws:ec2:${region}:${account.id}:instance/${InstanceId ?? ''}`);
    const base = { actor, region, source: 'ec2' };
    return {
      region,
      firstCause: 3,
      dailyUsd: Math.round(count * hourlyUsd * 24),
      steps: [
        { ...base, afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'credential-access' },
        { ...base, afterMs: 4_000, name: 'DescribeRegions', tactic: 'discovery', parameters: {} },
        { ...base, afterMs: 9_000, name: 'DescribeInstanceTypes', tactic: 'discovery', parameters: {} },
        {
          ...base,
          afterMs: 19_000,
          name: 'RunInstances',
          tactic: 'impact',
          parameters: { instanceType: type, minCount: count, maxCount: count, userData: '<sensitiveDataRemoved>' },
          response: { instancesSet: { items: fleet.map(({ InstanceId }) => ({ instanceId: InstanceId, instanceType: type })) } },
          resource: arns[0] ?? '',
          resources: arns.map((ARN) => ({ accountId: account.id, type: 'AWS::EC2::Instance', ARN })),
          change: (changed, at) => void changed.regions.get(region)?.instances.push(...fleet.map((instance) => ({ ...instance, LaunchTime: at }))),
        },
      ],
    };
  },
});
