import type { Filter, Instance, Reservation } from '@aws-sdk/client-ec2';
import { randomBytes } from 'node:crypto';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { matchesFilters } from '../../ec2-filters.ts';
import { pageOf } from '../../page-of.ts';

const states = { running: { Name: 'running', Code: 16 }, stopped: { Name: 'stopped', Code: 80 }, terminated: { Name: 'terminated', Code: 48 } } as const;

export default defineHandlers('ec2', {
  DescribeInstances(input, { region, account }) {
    const wanted = new Set(input.InstanceIds ?? []);
    for (const id of wanted) {
      if (!region.instances.some(({ InstanceId }) => InstanceId === id)) throw new AwsRefusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    }
    const found = region.instances.filter((instance) => (wanted.size === 0 || wanted.has(instance.InstanceId ?? '')) && fits(instance, input.Filters ?? []));
    const { items, next } = pageOf(found, { token: input.NextToken, size: input.MaxResults, most: 1_000, badToken: 'InvalidNextToken' });
    return { Reservations: items.map((instance): Reservation => ({ ReservationId: reservationOf(instance), OwnerId: account.id, Groups: [], Instances: [instance] })), NextToken: next };
  },
  RunInstances: {
    resource: (_input, { region, account }) => `arn:aws:ec2:${region.name}:${account.id}:instance/*`,
    run(input, context) {
      refuseDryRun(input.DryRun);
      const { region, account, now } = context;
      const count = input.MaxCount ?? 1;
      if (count < 1 || count > 500) throw new AwsRefusal('InvalidParameterValue', 'The number of instances is between 1 and 500');
      const subnet = region.subnets.find(({ SubnetId }) => SubnetId === input.SubnetId) ?? region.subnets[0];
      const launched = Array.from({ length: count }, (): Instance => {
        const launchedInstance: Instance = {
          InstanceId: `i-${randomBytes(8).toString('hex')}0`,
          InstanceType: input.InstanceType ?? 'm1.small',
          ImageId: input.ImageId,
          State: states.running,
          LaunchTime: now,
          SubnetId: subnet?.SubnetId,
          VpcId: subnet?.VpcId,
          Placement: { AvailabilityZone: subnet?.AvailabilityZone },
          SecurityGroups: (input.SecurityGroupIds ?? []).map((GroupId) => ({ GroupId })),
          Tags: (input.TagSpecifications ?? []).find(({ ResourceType }) => ResourceType === 'instance')?.Tags ?? [],
        };
        return launchedInstance;
      });
      region.instances.push(...launched);
      return { ReservationId: `r-${randomBytes(8).toString('hex')}0`, OwnerId: account.id, Groups: [], Instances: launched };
    },
  },
  StartInstances: { resource: arns, run: (input, context) => ({ StartingInstances: change(context, input, 'running') }) },
  StopInstances: { resource: arns, run: (input, context) => ({ StoppingInstances: change(context, input, 'stopped') }) },
  TerminateInstances: { resource: arns, run: (input, context) => ({ TerminatingInstances: change(context, input, 'terminated') }) },
});

function arns(input: { InstanceIds?: string[] | undefined }, { region, account }: CallContext): string[] {
  return (input.InstanceIds ?? []).map((id) => `arn:aws:ec2:${region.name}:${account.id}:instance/${id}`);
}

function change({ region }: CallContext, input: { InstanceIds: string[] | undefined; DryRun?: boolean | undefined }, state: keyof typeof states) {
  refuseDryRun(input.DryRun);
  return (input.InstanceIds ?? []).map((id) => {
    const instance = region.instances.find(({ InstanceId }) => InstanceId === id);
    if (!instance) throw new AwsRefusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    if (instance.State?.Name === 'terminated' && state !== 'terminated') throw new AwsRefusal('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be changed`);
    const previous = instance.State;
    instance.State = states[state];
    return { InstanceId: id, PreviousState: previous, CurrentState: states[state] };
  });
}

function refuseDryRun(isDryRun: boolean | undefined): void {
  if (isDryRun === true) throw new AwsRefusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { status: 412 });
}

function fits(instance: Instance, filters: readonly Filter[]): boolean {
  return matchesFilters(filters, {
    'instance-id': instance.InstanceId,
    'instance-type': instance.InstanceType,
    'instance-state-name': instance.State?.Name,
    'image-id': instance.ImageId,
    'vpc-id': instance.VpcId,
    'subnet-id': instance.SubnetId,
    'availability-zone': instance.Placement?.AvailabilityZone,
    'instance.group-id': instance.SecurityGroups?.map(({ GroupId }) => GroupId),
    tags: instance.Tags,
  });
}

function reservationOf({ InstanceId }: Instance): string {
  return `r-${(InstanceId ?? 'i-').slice(2)}`;
}
