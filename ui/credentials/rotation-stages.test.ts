import { expect, test } from 'vitest';
import { rotationSteps } from '../../src/base/credentials/rotation-step.ts';
import { rotationStages, stageOf } from './rotation-stages.ts';

test('each step of a rotation that goes on has its stage, in the order in which they are taken', () => {
  const known = rotationStages.map(({ step }) => step);
  expect(known).toEqual(rotationSteps.filter((step) => known.includes(step)));
  expect(rotationSteps.filter((step) => stageOf(step) === undefined)).toEqual(['rolling-back', 'failed']);
  expect(stageOf('making')).toBe(0);
  expect(stageOf('done')).toBe(rotationStages.length);
});
