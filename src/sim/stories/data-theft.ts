import { defineStory, userActor } from '../world/story.ts';
import { snapshotShares } from '../snapshot-shares.ts';

export default defineStory({
  title: 'A disk is copied out through a shared snapshot',
  about: 'Somebody with a backup key makes a snapshot of a database disk and shares it with an account outside the organisation.',
  tactics: ['discovery', 'collection', 'exfiltration'],
  plan({ account, dice }) {
    const actor = userActor(account, 'backup-export', { address: `192.0.2.${1 + dice.whole(250)}`, agent: 'aws-sdk-go/1.55.5 (go1.22.6; linux; amd64)' });
    const region = 'us-east-1';
    const volume = dice.pick(account.regions.get(region)?.volumes ?? []);
    const SnapshotId = `snap-0${dice.hex(16)}`;
    const stranger = dice.digits(12);
    const arn = `arn:aws:ec2:${region}::snapshot/${SnapshotId}`;
    const resources = [{ accountId: account.id, type: 'AWS::EC2::Snapshot', ARN: arn }];
    const base = { actor, region, source: 'ec2' };
    return {
      region,
      firstCause: 2,
      dailyUsd: 0,
      steps: [
        { ...base, afterMs: 0, name: 'DescribeVolumes', tactic: 'discovery', parameters: {} },
        {
          ...base,
          afterMs: 8_000,
          name: 'CreateSnapshot',
          tactic: 'collection',
          parameters: { volumeId: volume.VolumeId },
          response: { snapshotId: SnapshotId },
          resource: arn,
          resources,
          change: (changed, at) =>
            void changed.regions.get(region)?.snapshots.push({ SnapshotId, VolumeId: volume.VolumeId, VolumeSize: volume.Size, State: 'completed', StartTime: at, OwnerId: changed.id, Encrypted: false }),
        },
        {
          ...base,
          afterMs: 24_000,
          name: 'ModifySnapshotAttribute',
          tactic: 'exfiltration',
          parameters: { snapshotId: SnapshotId, attributeType: 'CREATE_VOLUME_PERMISSION', createVolumePermission: { add: { items: [{ userId: stranger }] } } },
          resource: arn,
          resources,
          change(changed) {
            const shared = changed.regions.get(region)?.snapshots.find((one) => one.SnapshotId === SnapshotId);
            if (shared) snapshotShares(shared).push({ UserId: stranger });
          },
        },
      ],
    };
  },
});
