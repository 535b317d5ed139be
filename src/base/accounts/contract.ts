import { z } from 'zod';
import { connectedAccountSchema } from '../../core/account.ts';
import { contract } from '../../core/contract.ts';

export const listAccountsContract = contract({
  id: 'list-accounts',
  method: 'get',
  path: '/api/aws/accounts',
  title: 'The connected AWS accounts',
  role: 'viewer',
  reach: 'accounts',
  response: z.object({ accounts: z.array(connectedAccountSchema) }),
});

export const getAccountContract = contract({
  id: 'get-account',
  method: 'get',
  path: '/api/aws/accounts/{id}',
  title: 'One connected AWS account',
  role: 'viewer',
  reach: 'accounts',
  params: z.object({ id: z.string() }),
  response: connectedAccountSchema,
});
