import { expect, test } from 'vitest';
import { credentialSchema } from '../../src/base/credentials/contract.ts';
import { rotationStages, stageOf } from './rotation-stages.ts';

const rotationSteps = credentialSchema.shape.rotation.unwrap().shape.step.options;

test('each step of a rotation that goes on has its stage, in the order in which they are taken', () => {
  const known = rotationStages.map(({ step }) => step);
  expect(known).toEqual(rotationSteps.filter((step) => known.includes(step)));
  expect(rotationSteps.filter((step) => stageOf(step) === undefined)).toEqual(['rolling-back', 'failed']);
  expect(stageOf('making')).toBe(0);
  expect(stageOf('done')).toBe(rotationStages.length);
});
