import { ConfigError } from '../config/index.js';
import type { Logger } from '../logger/index.js';
import { folderMailer } from './folder-mailer.js';
import type { Mailer } from './mail.js';
import { EXAMPLE_SENDER, type MailConfig } from './mail-config.js';
import { smtpMailer } from './smtp-mailer.js';

/**
 * Mail through the SMTP server of MAIL_URL; without one, into files of MAIL_FOLDER. What mails say is never logged.
 *
 * @throws ConfigError where real mail would come from nobody.
 */
export function mailerOf({ MAIL_URL: url, MAIL_FROM: from, MAIL_FOLDER: folder }: MailConfig, log: Logger): Mailer {
  if (url === undefined) return folderMailer({ folder, from, log });
  if (from === EXAMPLE_SENDER) throw new ConfigError(['MAIL_FROM: is required where MAIL_URL is set']);
  return smtpMailer({ url, from, log });
}
