import { z } from 'zod';
import { contract } from '../../core/contract.ts';

export const keyringKinds = ['local', 'kms', 'transit'] as const;

export const getVaultContract = contract({
  id: 'get-vault',
  method: 'get',
  path: '/api/vault',
  title: 'What secrets are sealed with, how many there are, and whether their keys can be had',
  role: 'admin',
  reach: 'all-accounts',
  response: z.object({
    keyring: z.enum(keyringKinds),
    /** What new secrets are sealed with; null while the keyring cannot be asked. */
    key: z.string().nullable(),
    secrets: z.number().int(),
    byKey: z.array(
      z.object({
        keyring: z.enum(keyringKinds),
        key: z.string(),
        secrets: z.number().int(),
        /** By the settings: without them these secrets cannot be opened. */
        isNamed: z.boolean(),
      }),
    ),
    /** Why the keyring cannot be asked, in one sentence. */
    trouble: z.string().nullable(),
  }),
});

export const rewrapVaultContract = contract({
  id: 'rewrap-vault',
  method: 'post',
  path: '/api/vault/rewrap',
  title: 'Seals everything with another keyring or a new key, while all of it stays readable; again to go on after an interruption',
  role: 'admin',
  reach: 'all-accounts',
  body: z.strictObject({
    /** Absent: the keyring that new secrets are sealed with. */
    to: z.enum(keyringKinds).optional(),
    newKey: z.boolean().default(false),
  }),
  response: z.object({
    to: z.string(),
    rewrapped: z.number().int(),
    unchanged: z.number().int(),
    failed: z.array(z.object({ owner: z.string(), field: z.string(), because: z.string() })),
  }),
});
