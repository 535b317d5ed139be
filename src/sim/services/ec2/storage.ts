import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { matchesFilters } from '../../ec2-filters.ts';
import { pageOf } from '../../page-of.ts';
import { snapshotShares, type SnapshotShare } from '../../snapshot-shares.ts';

const paging = { most: 1_000, badToken: 'InvalidNextToken' };
const snapshotArn = (input: { SnapshotId?: string | undefined }, { region }: CallContext) => `arn:aws:ec2:${region.name}::snapshot/${input.SnapshotId ?? ''}`;

export default defineHandlers('ec2', {
  DescribeVolumes(input, { region }) {
    const wanted = input.VolumeIds ?? [];
    const found = region.volumes.filter((volume) => (wanted.length === 0 || wanted.includes(volume.VolumeId ?? '')) && matchesFilters(input.Filters ?? [], { 'volume-id': volume.VolumeId, status: volume.State, 'volume-type': volume.VolumeType, 'attachment.instance-id': volume.Attachments?.map(({ InstanceId }) => InstanceId), encrypted: String(volume.Encrypted ?? false), tags: volume.Tags }));
    const { items, next } = pageOf(found, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Volumes: items, NextToken: next };
  },
  DescribeSnapshots(input, { region }) {
    const wanted = input.SnapshotIds ?? [];
    const found = region.snapshots.filter((snapshot) => (wanted.length === 0 || wanted.includes(snapshot.SnapshotId ?? '')) && matchesFilters(input.Filters ?? [], { 'snapshot-id': snapshot.SnapshotId, 'volume-id': snapshot.VolumeId, status: snapshot.State, 'owner-id': snapshot.OwnerId, tags: snapshot.Tags }));
    const { items, next } = pageOf(found, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Snapshots: items, NextToken: next };
  },
  DescribeImages(input, { region }) {
    const wanted = input.ImageIds ?? [];
    const found = region.images.filter((image) => (wanted.length === 0 || wanted.includes(image.ImageId ?? '')) && matchesFilters(input.Filters ?? [], { 'image-id': image.ImageId, name: image.Name, state: image.State, 'is-public': String(image.Public ?? false), tags: image.Tags }));
    const { items, next } = pageOf(found, { ...paging, token: input.NextToken, size: input.MaxResults });
    return { Images: items, NextToken: next };
  },
  DescribeSnapshotAttribute: {
    resource: snapshotArn,
    run: (input, context) => ({ SnapshotId: input.SnapshotId, CreateVolumePermissions: sharesOf(context, input.SnapshotId) }),
  },
  ModifySnapshotAttribute: {
    resource: snapshotArn,
    run(input, context) {
      if (input.DryRun === true) throw new AwsRefusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { status: 412 });
      const shares = sharesOf(context, input.SnapshotId);
      shares.push(...(input.CreateVolumePermission?.Add ?? []));
      for (const gone of input.CreateVolumePermission?.Remove ?? []) {
        const at = shares.findIndex(({ UserId, Group }) => UserId === gone.UserId && Group === gone.Group);
        if (at >= 0) shares.splice(at, 1);
      }
      return {};
    },
  },
});

function sharesOf({ region }: CallContext, id: string | undefined): SnapshotShare[] {
  const snapshot = region.snapshots.find(({ SnapshotId }) => SnapshotId === id);
  if (!snapshot) throw new AwsRefusal('InvalidSnapshot.NotFound', `The snapshot '${id ?? ''}' does not exist.`);
  return snapshotShares(snapshot);
}
