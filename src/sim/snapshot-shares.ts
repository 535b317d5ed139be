import type { CreateVolumePermission, Snapshot } from '@aws-sdk/client-ec2';

export type SnapshotShare = CreateVolumePermission;

const shares = new WeakMap<Snapshot, SnapshotShare[]>();

/** With whom a snapshot is shared. The SDK's snapshot has no place for it, so it is kept beside. */
export function snapshotShares(snapshot: Snapshot): SnapshotShare[] {
  const known = shares.get(snapshot) ?? [];
  shares.set(snapshot, known);
  return known;
}
