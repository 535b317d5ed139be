import type { Rule, RuleState, Target } from '@aws-sdk/client-eventbridge';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import type { SimRule } from '../../events/event-bus.ts';
import { busNamed, findRule, ruleArn, type NamesBus } from '../../events/find-rule.ts';
import { readEventPattern } from '../../events/read-event-pattern.ts';
import { pageOf } from '../../page-of.ts';

const mostRules = 300;
const mostListed = 100;
const named = ({ Name }: { Name?: string | undefined }, context: CallContext) => ruleArn(Name, context);

export default defineHandlers('events', {
  PutRule: {
    resource: named,
    run(input, context) {
      const { Name: name = '', EventPattern: text, ScheduleExpression: schedule, Description: description, RoleArn: roleArn, State: state = 'ENABLED' } = input;
      if (!/^[\w.-]{1,64}$/.test(name)) throw new AwsRefusal('ValidationException', `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`);
      if (text === undefined && schedule === undefined) throw new AwsRefusal('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
      const bus = busNamed(context, input.EventBusName);
      if (!bus.has(name) && bus.size >= mostRules) throw new AwsRefusal('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      const pattern = text === undefined ? undefined : { text, fits: readEventPattern(text) };
      const arn = ruleArn(name, context);
      bus.set(name, { name, arn, pattern, schedule, description, roleArn, state, targets: bus.get(name)?.targets ?? new Map<string, Target>() });
      return { RuleArn: arn };
    },
  },
  DescribeRule: { resource: named, run: (input, context) => ({ ...described(findRule(context, input.Name, input)), CreatedBy: context.account.id }) },
  ListRules(input, context) {
    const rules = [...busNamed(context, input.EventBusName).values()].filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    const { items, next } = pageOf(rules.map(described), { token: input.NextToken, size: input.Limit, most: mostListed, badToken: 'InvalidNextToken' });
    return { Rules: items, NextToken: next };
  },
  EnableRule: { resource: named, run: (input, context) => switchRule(context, input, 'ENABLED') },
  DisableRule: { resource: named, run: (input, context) => switchRule(context, input, 'DISABLED') },
  DeleteRule: {
    resource: named,
    run(input, context) {
      const bus = busNamed(context, input.EventBusName);
      if ((bus.get(input.Name ?? '')?.targets.size ?? 0) > 0) throw new AwsRefusal('ValidationException', "Rule can't be deleted since it has targets.");
      bus.delete(input.Name ?? '');
      return {};
    },
  },
});

function switchRule(context: CallContext, input: NamesBus & { Name?: string | undefined }, state: RuleState): object {
  findRule(context, input.Name, input).state = state;
  return {};
}

function described({ name, arn, pattern, schedule, description, roleArn, state }: SimRule): Rule {
  return {
    Name: name,
    Arn: arn,
    State: state,
    EventBusName: 'default',
    ...(pattern ? { EventPattern: pattern.text } : {}),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
    ...(description === undefined ? {} : { Description: description }),
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
  };
}
