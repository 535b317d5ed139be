import { switchTrail } from '../delivery/switch-trail.ts';
import { responder, strangeAddress, userActor } from '../world/story-actors.ts';
import { defineStory } from '../world/story.ts';
import type { SimAccount, SimTrail } from '../world/world.ts';

const region = 'us-east-1';
const name = 'audit-trail';

export default defineStory({
  title: 'Somebody switches the trail off',
  about: "The key of the user that ships logs is used from a strange address to look at the account's trail and stop it, before quieter work begins.",
  tactics: ['discovery', 'defense-evasion', 'collection'],
  // The control policy of the security unit keeps its trails from being stopped.
  suits: (account) => !account.name.startsWith('security') && trailsIn(account).length > 0,
  plan(scene) {
    const { account } = scene;
    const actor = userActor(account, 'log-shipper', { address: strangeAddress(scene), agent: 'aws-cli/2.17.62 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0 lang/python#3.12.6' });
    const trail = { source: 'cloudtrail', resources: [{ type: 'AWS::CloudTrail::Trail', arn: `arn:aws:cloudtrail:${region}:${account.id}:trail/${name}` }] };
    return {
      region,
      actor,
      firstCause: 'StopLogging',
      steps: [
        { afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' },
        { afterMs: 25_000, source: 'cloudtrail', name: 'DescribeTrails', tactic: 'discovery', parameters: { trailNameList: [], includeShadowTrails: true } },
        { ...trail, afterMs: 51_000, name: 'GetTrailStatus', tactic: 'discovery', parameters: { name } },
        {
          ...trail,
          afterMs: 118_000,
          name: 'StopLogging',
          tactic: 'defense-evasion',
          parameters: { name },
          change(changed, at) {
            for (const one of trailsIn(changed)) switchTrail(one, { isLogging: false, at });
          },
        },
        { afterMs: 170_000, source: 's3', name: 'ListBuckets', tactic: 'collection', parameters: { Host: `s3.${region}.amazonaws.com` } },
      ],
      aftermath: {
        afterHours: 2,
        actor: responder(scene),
        steps: [
          {
            ...trail,
            name: 'StartLogging',
            parameters: { name },
            change(changed, at) {
              for (const one of trailsIn(changed)) switchTrail(one, { isLogging: true, at });
            },
          },
        ],
      },
    };
  },
});

function trailsIn({ regions }: SimAccount): SimTrail[] {
  return (regions.get(region)?.trails ?? []).filter(({ trail }) => trail.Name === name);
}
