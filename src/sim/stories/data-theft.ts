import type { Volume } from '@aws-sdk/client-ec2';
import { snapshotShares } from '../snapshot-shares.ts';
import { responder, strangeAddress, userActor } from '../world/story-actors.ts';
import { defineStory } from '../world/story.ts';
import type { SimAccount } from '../world/world.ts';

const region = 'us-east-1';
const leastGb = 200;

export default defineStory({
  title: 'A disk is copied out through a shared snapshot',
  about: 'Somebody with the key of the backup user makes a snapshot of a database disk and shares it with an account outside the organisation.',
  tactics: ['discovery', 'collection', 'exfiltration'],
  suits: (account) => dataDisks(account).length > 0,
  plan(scene) {
    const { account, dice } = scene;
    const actor = userActor(account, 'backup-export', { address: strangeAddress(scene), agent: 'aws-sdk-go/1.55.5 (go1.22.6; linux; amd64)' });
    const { VolumeId, Size } = dice.pick(dataDisks(account));
    const SnapshotId = `snap-0${dice.hex(16)}`;
    const userId = `${1 + dice.whole(9)}${dice.digits(11)}`;
    const snapshot = { source: 'ec2', resources: [{ type: 'AWS::EC2::Snapshot', arn: `arn:aws:ec2:${region}::snapshot/${SnapshotId}` }] };
    const snapshotsOf = ({ regions }: SimAccount) => regions.get(region)?.snapshots ?? [];
    return {
      region,
      actor,
      firstCause: 'CreateSnapshot',
      steps: [
        { afterMs: 0, source: 'ec2', name: 'DescribeVolumes', tactic: 'discovery', parameters: { volumeSet: {}, filterSet: {} } },
        {
          ...snapshot,
          afterMs: 58_000,
          name: 'CreateSnapshot',
          tactic: 'collection',
          parameters: { volumeId: VolumeId },
          response: { snapshotId: SnapshotId, volumeId: VolumeId, status: 'pending', ownerId: account.id },
          change: (changed, at) =>
            void snapshotsOf(changed).push({ SnapshotId, VolumeId, VolumeSize: Size, State: 'completed', Progress: '100%', StartTime: at, OwnerId: changed.id, Encrypted: false, Description: '', StorageTier: 'standard', Tags: [] }),
        },
        { ...snapshot, afterMs: 201_000, name: 'DescribeSnapshots', tactic: 'collection', parameters: { snapshotSet: { items: [{ snapshotId: SnapshotId }] }, filterSet: {} } },
        {
          ...snapshot,
          afterMs: 236_000,
          name: 'ModifySnapshotAttribute',
          tactic: 'exfiltration',
          parameters: { snapshotId: SnapshotId, attributeType: 'CREATE_VOLUME_PERMISSION', createVolumePermission: { add: { items: [{ userId }] } } },
          response: { _return: true },
          change(changed) {
            const shared = snapshotsOf(changed).find((one) => one.SnapshotId === SnapshotId);
            if (shared) snapshotShares(shared).push({ UserId: userId });
          },
        },
      ],
      aftermath: {
        afterHours: 20,
        actor: responder(scene),
        steps: [
          {
            ...snapshot,
            name: 'DeleteSnapshot',
            parameters: { snapshotId: SnapshotId },
            response: { _return: true },
            change(changed) {
              const list = snapshotsOf(changed);
              const at = list.findIndex((one) => one.SnapshotId === SnapshotId);
              if (at >= 0) list.splice(at, 1);
            },
          },
        ],
      },
    };
  },
});

function dataDisks({ regions }: SimAccount): Volume[] {
  return (regions.get(region)?.volumes ?? []).filter(({ State, Size = 0 }) => State === 'in-use' && Size >= leastGb);
}
