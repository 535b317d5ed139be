export interface NewFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

interface UnitTemplate {
  /** What an id of this kind looks like. */
  readonly id: RegExp;
  readonly example: string;
  readonly files: (id: string) => readonly NewFile[];
}

const oneName = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const packAndName = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

/** The kinds that `npm run new` knows. A folder is a registry, so that writing the files is all that there is to do. */
export const unitTemplates: Readonly<Record<string, UnitTemplate>> = {
  rule: { id: packAndName, example: 'aws/root-logged-in', files: (id) => [{ path: `rules/${id}.yml`, text: ruleText(id) }] },
  agent: {
    id: oneName,
    example: 'budget-monitoring',
    files: (id) => [
      { path: `src/agents/types/${id}.ts`, text: agentText(id) },
      { path: `src/agents/types/${id}.test.ts`, text: agentTestText(id) },
    ],
  },
  story: {
    id: oneName,
    example: 'forgotten-snapshot',
    files: (id) => [
      { path: `src/sim/stories/${id}.ts`, text: storyText(id) },
      { path: `src/sim/stories/${id}.test.ts`, text: storyTestText(id) },
    ],
  },
};

function ruleText(id: string): string {
  return `title: ${sentence(id)}
id: ${crypto.randomUUID()}
status: experimental
description: Someone logged in to the console as the root user.
references:
  - https://attack.mitre.org/techniques/T1078/004/
author: Watchkeeper
date: ${new Date().toISOString().slice(0, 10)}
tags:
  - attack.initial_access
  - attack.t1078.004
logsource:
  product: aws
  service: cloudtrail
detection:
  login:
    eventSource: signin.amazonaws.com
    eventName: ConsoleLogin
    userIdentity.type: Root
  condition: login
level: high
falsepositives:
  - A change of the account's contacts or of its plan, which only the root user may make
why: Nobody needs the root user for daily work, and nothing limits what it may do.
runbook: Ask the owner of the root user whether it was them. If not, change its password, and remove its access keys and devices.
resource:
  - userIdentity.arn
tests:
  firing:
    - { eventSource: signin.amazonaws.com, eventName: ConsoleLogin, userIdentity: { type: Root } }
  silent:
    - { eventSource: signin.amazonaws.com, eventName: ConsoleLogin, userIdentity: { type: IAMUser } }
`;
}

function agentText(id: string): string {
  return `import { z } from 'zod';
import { defineAgentType } from '../runtime/agent-type.ts';

export default defineAgentType({
  title: '${sentence(id)}',
  about: 'Says which accounts it was given.',
  settings: z.strictObject({}),
  every: '1h',
  iamActions: [],
  run(context) {
    context.count('accounts', context.accounts.length);
    return Promise.resolve();
  },
});
`;
}

function agentTestText(id: string): string {
  return `import { expect, it } from 'vitest';
import agentType from './${id}.ts';

it('needs no settings to start', () => {
  expect(agentType.settings.parse({})).toEqual({});
});
`;
}

function storyText(id: string): string {
  return `import { defineStory, userActor } from '../world/story.ts';

export default defineStory({
  title: '${sentence(id)}',
  about: 'A monitoring key asks who it is.',
  tactics: ['discovery'],
  plan({ account, dice }) {
    const actor = userActor(account, 'monitoring', { address: \`198.51.100.\${1 + dice.whole(250)}\`, agent: 'aws-cli/2.31.0' });
    const region = 'us-east-1';
    return { region, firstCause: 0, dailyUsd: 0, steps: [{ actor, region, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery', afterMs: 0 }] };
  },
});
`;
}

function storyTestText(id: string): string {
  return `import { expect, it } from 'vitest';
import story from './${id}.ts';

it('says what it plants', () => {
  expect(story.tactics).toEqual(['discovery']);
});
`;
}

function sentence(id: string): string {
  const words = id.slice(id.indexOf('/') + 1).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
