import { defineHandlers } from '../../define-handlers.ts';

export default defineHandlers('sts', {
  GetCallerIdentity: {
    isOpen: true,
    run: (_input, { caller }) => ({ Account: caller.account.id, Arn: caller.arn, UserId: caller.userId }),
  },
});
