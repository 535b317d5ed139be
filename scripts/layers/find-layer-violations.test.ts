import { expect, it } from 'vitest';
import { findLayerViolations } from './find-layer-violations.ts';

function violationsOf(path: string, source: string): string[] {
  return findLayerViolations([{ path, source }]);
}

it.each([
  ['a floor that imports one above it', 'src/watch/activity/judge.ts', "import { record } from '../../respond/findings/record.ts';"],
  ['a base room that imports its neighbour', 'src/base/queue/open.ts', "import { door } from '../aws/door.ts';"],
  ['a type import, which binds as much', 'src/base/aws/open.ts', "import type { Finding } from '../../respond/findings/contract.ts';"],
  ['a re-export', 'src/core/all.ts', "export { openStore } from '../base/store/open-store.ts';"],
  ['a dynamic import', 'src/respond/findings/send.ts', "const late = await import('../../face/server/start.ts');"],
  ['an import() type', 'src/watch/activity/read.ts', "type Late = import('../../agents/runtime/agent-type.ts').AgentType;"],
  ['the simulated AWS inside the product', 'src/agents/runtime/run.ts', "import { world } from '../../sim/world/world.ts';"],
  ['the AWS SDK outside its room', 'src/watch/activity/read.ts', "import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';"],
  ['the PostgreSQL driver outside the store', 'src/base/queue/open.ts', "import pg from 'pg';"],
  ['a package that the table does not know', 'src/base/store/open.ts', "import leftPad from 'left-pad';"],
  ['Node in what the browser loads', 'src/core/hash.ts', "import { createHash } from 'node:crypto';"],
  ['a room of the server in the UI', 'ui/pages/findings.tsx', "import { listFindings } from '../../src/respond/findings/list-findings.ts';"],
  ['a test builder in the product', 'src/face/server/start.ts', "import { quietLog } from '../../testing/quiet-log.ts';"],
])('refuses %s', (_what, path, source) => {
  expect(violationsOf(path, source)).toHaveLength(1);
});

it.each([
  ['a floor below', 'src/agents/runtime/run.ts', "import { record } from '../../respond/findings/record.ts';"],
  ['the room itself', 'src/base/aws/open.ts', "import { door } from './door.ts';"],
  ['a neighbour that the table allows', 'src/base/queue/open.ts', "import type { Store } from '../store/store.ts';"],
  ['a contract in the UI', 'ui/pages/findings.tsx', "import { listFindings } from '../../src/respond/findings/contract.ts';"],
  ['the AWS SDK in its room', 'src/base/aws/clients.ts', "import { EC2Client } from '@aws-sdk/client-ec2';"],
  ['the simulated AWS in a test', 'src/base/aws/open.test.ts', "import { startSim } from '../../sim/start-sim.ts';"],
])('allows %s', (_what, path, source) => {
  expect(violationsOf(path, source)).toEqual([]);
});

it('says where, what and why', () => {
  const source = "import { z } from 'zod';\nimport pg from 'pg';\n";
  expect(violationsOf('src/respond/findings/list.ts', source)).toEqual(['src/respond/findings/list.ts:2 imports pg: only base/store may']);
});
