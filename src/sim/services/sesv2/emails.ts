import { defineHandlers } from '../../define-handlers.ts';
import { pageOf } from '../../page-of.ts';
import { identityArn, sendEmail } from '../../send-email.ts';

export default defineHandlers('sesv2', {
  SendEmail: {
    resource: (input, context) => identityArn(context, input.FromEmailAddress ?? ''),
    isData: true,
    run(input, context) {
      const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = input.Destination ?? {};
      const mail = { from: input.FromEmailAddress ?? '', to: [...ToAddresses, ...CcAddresses, ...BccAddresses], subject: input.Content?.Simple?.Subject?.Data ?? '' };
      return { MessageId: sendEmail(context, mail, 'MessageRejected') };
    },
  },
  GetAccount: (_input, { region }) => ({
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: region.sentEmails.length },
  }),
  ListEmailIdentities(input, { region }) {
    const { items, next } = pageOf([...region.emailIdentities], { token: input.NextToken, size: input.PageSize, most: 1_000, badToken: 'BadRequestException' });
    return {
      EmailIdentities: items.map(([name, { isVerified }]) => ({ IdentityName: name, IdentityType: name.includes('@') ? ('EMAIL_ADDRESS' as const) : ('DOMAIN' as const), SendingEnabled: isVerified })),
      NextToken: next,
    };
  },
});
