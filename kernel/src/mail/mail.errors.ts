import { defineErrors } from '../errors/index.js';

/** Neither names the recipient: what a log or a client is told of a mail says nothing of whom it was for. */
export const MailErrors = defineErrors('mail', {
  MAIL_REFUSED: ['invalid', (reason: string) => `The mail was not taken: ${reason}`],
  MAIL_UNAVAILABLE: ['unavailable', () => 'Mail cannot be sent at the moment'],
});
