import { z } from 'zod';
import { contract } from '../../../core/contract.ts';

const passwordSchema = z.string().min(1).max(200);
const codeSchema = z.string().trim().min(6).max(40);
const recoverySchema = z.object({
  /** Each stands in for one code. They are shown this once. */
  recoveryCodes: z.array(z.string()),
});

export const getSecondFactorContract = contract({
  id: 'get-second-factor',
  method: 'get',
  path: '/api/session/second-factor',
  title: "Whether one's own second factor is on, and whether it must be",
  role: 'viewer',
  reach: 'nothing',
  isForEnrolment: true,
  response: z.object({ isOn: z.boolean(), isRequired: z.boolean(), recoveryCodesLeft: z.number().int() }),
});

export const beginSecondFactorContract = contract({
  id: 'begin-second-factor',
  method: 'post',
  path: '/api/session/second-factor',
  title: 'Begin with a second factor: the answer holds the seed for an authenticator app; it counts once a code confirms it',
  role: 'viewer',
  reach: 'nothing',
  isForEnrolment: true,
  body: z.strictObject({ password: passwordSchema }),
  response: z.object({ seed: z.string(), uri: z.string() }),
  status: 201,
});

export const confirmSecondFactorContract = contract({
  id: 'confirm-second-factor',
  method: 'post',
  path: '/api/session/second-factor/confirm',
  title: "Turn one's second factor on with its first code; ends one's other sessions",
  role: 'viewer',
  reach: 'nothing',
  isForEnrolment: true,
  body: z.strictObject({ code: codeSchema }),
  response: recoverySchema,
});

export const renewRecoveryCodesContract = contract({
  id: 'renew-recovery-codes',
  method: 'post',
  path: '/api/session/second-factor/recovery-codes',
  title: 'Make new recovery codes; the old ones work no more',
  role: 'viewer',
  reach: 'nothing',
  body: z.strictObject({ password: passwordSchema, code: codeSchema }),
  response: recoverySchema,
});

export const endSecondFactorContract = contract({
  id: 'end-second-factor',
  method: 'post',
  path: '/api/session/second-factor/end',
  title: "Turn one's second factor off",
  role: 'viewer',
  reach: 'nothing',
  body: z.strictObject({ password: passwordSchema, code: codeSchema }),
  response: z.null(),
  status: 204,
});
