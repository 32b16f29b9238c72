export { MailErrors } from './mail.errors.js';
export type { Mail, Mailer } from './mail.js';
export { type MailConfig, mailConfig } from './mail-config.js';
export { type Brand, escapeHtml, htmlMail, type MailText, plainMail } from './mail-layout.js';
export { mailerOf } from './mailer-of.js';
