import { expect, test } from 'vitest';
import { externalIdSchema } from '../../src/core/account.ts';
import { connectSearchSchema, makeExternalId, stepsOf } from './connect-search.ts';

test('a template is handed out only where a role is to be made', () => {
  expect(stepsOf('role')).toContain('template');
  expect(stepsOf('organization')).toContain('template');
  expect(stepsOf('machine')).not.toContain('template');
  expect(stepsOf('key')).not.toContain('template');
});

test('an external id is one that AWS takes, and another each time', () => {
  const ids = new Set(Array.from({ length: 50 }, makeExternalId));
  expect(ids.size).toBe(50);
  for (const id of ids) expect(externalIdSchema.safeParse(id).success).toBe(true);
});

test('what is no step of the wizard begins it anew', () => {
  expect(connectSearchSchema.parse({ way: 'magic', step: 'nowhere' })).toEqual({ way: undefined, step: undefined });
});
