import { defineHandlers } from '../../define-handlers.ts';
import { identityArn, sendEmail } from '../../send-email.ts';

export default defineHandlers('ses', {
  SendEmail: {
    resource: (input, context) => identityArn(context, input.Source ?? ''),
    isData: true,
    run(input, context) {
      const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = input.Destination ?? {};
      const mail = { from: input.Source ?? '', to: [...ToAddresses, ...CcAddresses, ...BccAddresses], subject: input.Message?.Subject?.Data ?? '' };
      return { MessageId: sendEmail(context, mail, 'MessageRejected') };
    },
  },
  ListIdentities: (_input, { region }) => ({ Identities: [...region.emailIdentities.keys()] }),
  VerifyEmailIdentity(input, { region }) {
    // There is nobody to click the link: the simulator takes the address for verified at once.
    region.emailIdentities.set(input.EmailAddress ?? '', { isVerified: true });
    return {};
  },
  GetSendQuota: (_input, { region }) => ({ Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: region.sentEmails.length }),
});
