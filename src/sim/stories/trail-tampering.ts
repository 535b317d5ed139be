import { defineStory, userActor } from '../world/story.ts';

export default defineStory({
  title: 'Somebody switches the trail off',
  about: 'A contractor key is used from a new address to look at the trail and stop it, before quieter work begins.',
  tactics: ['discovery', 'defense-evasion', 'collection'],
  plan({ account, dice }) {
    const actor = userActor(account, 'ci-legacy', { address: `198.51.100.${1 + dice.whole(250)}`, agent: 'aws-cli/2.17.62 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0 lang/python#3.12.6' });
    const region = 'us-east-1';
    const trail = `arn:aws:cloudtrail:${region}:${account.id}:trail/audit-trail`;
    const base = { actor, region, source: 'cloudtrail' };
    return {
      region,
      firstCause: 2,
      dailyUsd: 0,
      steps: [
        { ...base, afterMs: 0, name: 'DescribeTrails', tactic: 'discovery', parameters: {} },
        { ...base, afterMs: 4_000, name: 'GetTrailStatus', tactic: 'discovery', parameters: { name: 'audit-trail' } },
        {
          ...base,
          afterMs: 11_000,
          name: 'StopLogging',
          tactic: 'defense-evasion',
          parameters: { name: 'audit-trail' },
          resource: trail,
          resources: [{ accountId: account.id, type: 'AWS::CloudTrail::Trail', ARN: trail }],
          change(changed, at) {
            for (const one of changed.regions.get(region)?.trails ?? []) {
              if (one.trail.Name !== 'audit-trail') continue;
              one.isLogging = false;
              one.stoppedAt = at;
            }
          },
        },
        { ...base, afterMs: 30_000, source: 's3', name: 'ListBuckets', tactic: 'collection', parameters: {} },
      ],
    };
  },
});
