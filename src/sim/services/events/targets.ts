import type { PutTargetsResultEntry, Target } from '@aws-sdk/client-eventbridge';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { busNamed, findRule, ruleArn } from '../../events/find-rule.ts';
import { placeOfBus } from '../../events/send-event.ts';
import { pageOf } from '../../page-of.ts';

const mostTargets = 5;
const mostListed = 100;
const ofRule = ({ Rule }: { Rule?: string | undefined }, context: CallContext) => ruleArn(Rule, context);

export default defineHandlers('events', {
  PutTargets: {
    resource: ofRule,
    run(input, context) {
      const rule = findRule(context, input.Rule, input);
      const targets = input.Targets ?? [];
      for (const target of targets) refuseBad(target);
      const failed = targets.flatMap((target) => troubleWith(target, context));
      const good = targets.filter(({ Id }) => !failed.some(({ TargetId }) => TargetId === Id));
      if (new Set([...rule.targets.keys(), ...good.map(({ Id = '' }) => Id)]).size > mostTargets) throw new AwsRefusal('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      for (const target of good) rule.targets.set(target.Id ?? '', target);
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    },
  },
  ListTargetsByRule: {
    resource: ofRule,
    run(input, context) {
      const { items, next } = pageOf([...findRule(context, input.Rule, input).targets.values()], { token: input.NextToken, size: input.Limit, most: mostListed, badToken: 'InvalidNextToken' });
      return { Targets: items, NextToken: next };
    },
  },
  ListRuleNamesByTarget(input, context) {
    const rules = [...busNamed(context, input.EventBusName).values()].filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === input.TargetArn));
    const { items, next } = pageOf(rules.map(({ name }) => name), { token: input.NextToken, size: input.Limit, most: mostListed, badToken: 'InvalidNextToken' });
    return { RuleNames: items, NextToken: next };
  },
  RemoveTargets: {
    resource: ofRule,
    run(input, context) {
      const { targets } = findRule(context, input.Rule, input);
      const failed = (input.Ids ?? []).filter((id) => !targets.delete(id)).map((TargetId) => ({ TargetId, ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Target ${TargetId} does not exist on the rule.` }));
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    },
  },
});

function refuseBad({ Id = '', Arn = '', InputTransformer }: Target): void {
  if (Id === '') throw new AwsRefusal('ValidationException', 'A target needs an id');
  if (!/^arn:aws:[a-z0-9-]+:/.test(Arn)) throw new AwsRefusal('ValidationException', `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (InputTransformer) throw new AwsRefusal('ValidationException', 'The simulator does not transform what a target gets: use Input or InputPath');
}

/** A bus of another region is reached with a role; one of another account would have to let this one in. */
function troubleWith({ Id, Arn, RoleArn }: Target, { account }: CallContext): PutTargetsResultEntry[] {
  const bus = placeOfBus(Arn);
  if (!bus) return [];
  if (bus.accountId !== account.id) return [{ TargetId: Id, ErrorCode: 'AccessDeniedException', ErrorMessage: `Access denied to event bus ${Arn ?? ''}` }];
  return RoleArn === undefined ? [{ TargetId: Id, ErrorCode: 'ValidationException', ErrorMessage: `RoleArn is required for target ${Arn ?? ''}.` }] : [];
}
