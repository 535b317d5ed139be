import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import type { Gap } from '../../core/gap.ts';

export const findRegionsActions = ['ec2:DescribeRegions'] as const;

/** Every region that is switched on in the account; where it may not be asked, those that the account was connected with. */
export async function findRegions({ regions }: Account, session: AwsSession): Promise<{ regions: readonly string[]; gaps: readonly Gap[] }> {
  const looked = await session.orGap(() => session.call('ec2', 'DescribeRegions', {}));
  if (!looked.ok) return { regions, gaps: [looked.gap] };
  const names = (looked.value.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []).sort();
  return { regions: names.length === 0 ? regions : names, gaps: [] };
}
