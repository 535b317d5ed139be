import type { Rotation } from '../../src/base/credentials/contract.ts';

interface Stage {
  readonly step: Rotation['step'];
  readonly title: string;
  readonly about: string;
}

/** What a rotation does, in order. */
export const rotationStages: readonly Stage[] = [
  { step: 'making', title: 'Make a second key', about: 'AWS allows two keys for each user.' },
  { step: 'testing', title: 'Try it until it works', about: 'A new key is not known everywhere at once.' },
  { step: 'switching', title: 'Switch to it', about: 'From here on everything uses the new key; the old one still works.' },
  { step: 'deactivating', title: 'Make the old key inactive', about: 'It waits a moment, until nothing holds the old key any more.' },
  { step: 'waiting', title: 'Keep the old key for a while', about: 'It is inactive; going back is still possible.' },
  { step: 'deleting', title: 'Delete the old key', about: 'After that there is no way back.' },
];

/** How many stages are behind a step; all of them when it is done, undefined when it went back. */
export function stageOf(step: Rotation['step']): number | undefined {
  if (step === 'done') return rotationStages.length;
  const at = rotationStages.findIndex((stage) => stage.step === step);
  return at === -1 ? undefined : at;
}
