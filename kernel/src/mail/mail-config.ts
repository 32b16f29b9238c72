import { z } from 'zod';
import { isAddress } from './addresses.js';

const CREDENTIAL = /^([^%]|%[0-9a-f]{2})*$/i;

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && CREDENTIAL.test(url.username + url.password);
}

/** Nobody's: good for files only. */
export const EXAMPLE_SENDER = 'innoERP <no-reply@innoerp.example>';

/** What a process that sends mail is told. */
export const mailConfig = z.object({
  MAIL_URL: z
    .string()
    .refine(isSmtpUrl, { error: 'must be an smtp:// or smtps:// URL' })
    .optional()
    .describe(
      'SMTP server that takes mail: smtps://user:password@host, or smtp:// with STARTTLS, which is insisted on but on this machine, or where the URL says ?starttls=optional; where absent, mails are written into MAIL_FOLDER',
    ),
  MAIL_FROM: z
    .string()
    .refine(isAddress, { error: 'must be an address like no-reply@example.com or Example <no-reply@example.com>' })
    .default(EXAMPLE_SENDER)
    .describe('Sender of mails; to be set where MAIL_URL is'),
  MAIL_FOLDER: z.string().default('.data/mail').describe('Folder for mails where there is no MAIL_URL: a file (.eml) each'),
});

export type MailConfig = z.output<typeof mailConfig>;
