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
  command: {
    id: oneName,
    example: 'say-hello',
    files: (id) => [
      { path: `src/face/commands/${id}.ts`, text: commandText(id) },
      { path: `src/face/commands/${id}.test.ts`, text: commandTestText(id) },
    ],
  },
  // The suite over all handlers is their test.
  service: { id: packAndName, example: 'sqs/queue-policies', files: (id) => [{ path: `src/sim/services/${id}.ts`, text: serviceText(id) }] },
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
  return `import { responder, strangeAddress, userActor } from '../world/story-actors.ts';
import { defineStory } from '../world/story.ts';

export default defineStory({
  title: '${sentence(id)}',
  about: 'The key of the user that ships logs is used from a strange address to ask who it is.',
  tactics: ['discovery'],
  plan(scene) {
    const actor = userActor(scene.account, 'log-shipper', { address: strangeAddress(scene), agent: 'aws-cli/2.31.0' });
    return {
      region: 'us-east-1',
      actor,
      firstCause: 'GetCallerIdentity',
      steps: [{ afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' }],
      aftermath: { afterHours: 1, actor: responder(scene), steps: [] },
    };
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

function commandText(id: string): string {
  return `import { defineCommand } from '../cli/define-command.ts';

export default defineCommand({
  title: 'Says what it was asked',
  arguments: [{ name: 'word', about: 'What to say', isRequired: true }],
  formats: ['text', 'json'],
  examples: [{ command: 'watchkeeper ${id} hello', about: 'Hear it said' }],
  run({ arguments: { word }, print }) {
    print({ word }, { text: word });
    return Promise.resolve();
  },
});
`;
}

function commandTestText(id: string): string {
  return `import { expect, it } from 'vitest';
import { runCommandLine } from '../../testing/run-command-line.ts';

it('says what it was asked', async () => {
  expect(await runCommandLine(['${id}', 'hello'])).toMatchObject({ exit: 0, out: 'hello\\n' });
});
`;
}

function serviceText(id: string): string {
  const [service = ''] = id.split('/');
  return `import { defineHandlers } from '../../define-handlers.ts';

/** One typed handler per operation of the service: what the SDK sends comes in, what it expects goes out. */
export default defineHandlers('${service}', {});
`;
}

function sentence(id: string): string {
  const words = id.slice(id.indexOf('/') + 1).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
