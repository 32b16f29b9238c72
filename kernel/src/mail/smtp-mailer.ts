import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Logger } from '../logger/index.js';
import { composeMail } from './compose-mail.js';
import { MailErrors } from './mail.errors.js';
import type { Mailer } from './mail.js';

export interface SmtpMailerOptions {
  /** With the credentials, percent-encoded. */
  url: string;
  from: string;
  log: Logger;
}

/** Milliseconds. */
const CONNECT = 10_000;
const SILENCE = 30_000;
const LAST_ORDERS = 5_000;

/** Sends through a few connections that are kept. Certificates are checked, against the system's and NODE_EXTRA_CA_CERTS. */
export function smtpMailer({ url, from, log }: SmtpMailerOptions): Mailer {
  const transport = createTransport({
    pool: true,
    ...serverOf(new URL(url)),
    connectionTimeout: CONNECT,
    greetingTimeout: CONNECT,
    dnsTimeout: CONNECT,
    socketTimeout: SILENCE,
    // A server may let go of a kept connection just as it is used again. More tries are the caller's.
    maxRequeues: 1,
    logger: false,
  });
  const sending = new Set<Promise<unknown>>();
  return {
    async send(mail) {
      const sent = transport.sendMail(composeMail(mail, from));
      sending.add(sent);
      const { messageId } = await sent.catch((error) => Promise.reject(failureOf(error))).finally(() => sending.delete(sent));
      log.debug({ messageId }, 'a mail was sent');
    },
    async close() {
      const given = new AbortController();
      const late = sleep(LAST_ORDERS, undefined, { signal: given.signal }).catch(() => {});
      await Promise.race([Promise.allSettled(sending), late]);
      given.abort();
      transport.close({ force: true });
    },
  };
}

function serverOf({ protocol, hostname, port, username, password, searchParams }: URL) {
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  return {
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    // Whoever stands between could leave the offer out, and read the links that open accounts.
    requireTLS: !secure && !isThisMachine(host) && searchParams.get('starttls') !== 'optional',
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}

const isThisMachine = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Commands whose refusal is about this mail; that of any other is about us, and the same for all. */
const OF_THE_MAIL = ['RCPT TO', 'DATA'];

/** What the server says of the mail itself (550: no such mailbox) holds tomorrow too; all else may pass. Its words name the recipient. */
function failureOf(error: Error & { command?: string; responseCode?: number }): Error {
  const isForEver = OF_THE_MAIL.includes(error.command ?? '') && Number(error.responseCode) >= 500;
  return (isForEver ? MailErrors.MAIL_REFUSED(`the server answered ${error.responseCode}`) : MailErrors.MAIL_UNAVAILABLE()).causedBy(error);
}
