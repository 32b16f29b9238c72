import type { SendMailOptions } from 'nodemailer';
import { type Address, isBareAddress, readAddress } from './addresses.js';
import { MailErrors } from './mail.errors.js';
import type { Mail } from './mail.js';

/** Line breaks among them: a subject is one line, whatever the name of an organization holds. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * A mail as nodemailer takes it: recipient and sender read already, so that they are not read for lists or headers once more, and
 * nothing of the content taken for a file or an address to fetch it from.
 *
 * @throws MAIL_REFUSED where the recipient or the sender is not one address.
 */
export function composeMail({ to, subject, text, html, from }: Mail, fallback: string): SendMailOptions & { envelope: object } {
  if (!isBareAddress(to)) throw MailErrors.MAIL_REFUSED('its recipient is no address');
  const sender = addressOf(from ?? fallback);
  return {
    from: sender,
    to: { name: '', address: to },
    envelope: { from: sender.address, to: [to] },
    subject: subject.replace(CONTROLS, ' ').trim(),
    text,
    html,
    // Nobody's holiday greets a machine.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
    xMailer: false,
  };
}

function addressOf(text: string): Address {
  const read = readAddress(text);
  if (!read) throw MailErrors.MAIL_REFUSED('its sender is no address');
  return read;
}
