import type { MailText } from '@supergraph/kernel/mail';
import { type MailData, MailKind } from './outgoing-mail.entity.js';

export interface MailFacts {
  /** Of whoever gets it. */
  displayName: string;
  data: MailData;
  /** The link that the mail is about; '' where it is about none. */
  url: string;
}

const IGNORE = 'If it was not you who asked, there is nothing to do: without the link nothing happens.';
const NOT_YOU = 'If this was not you, set a new password at once and tell your administrator.';

const from = ({ ipAddress, userAgent, deviceName, at }: MailData): string =>
  [
    deviceName && `Device: ${deviceName}`,
    userAgent && `Client: ${userAgent}`,
    ipAddress && `Address: ${ipAddress}`,
    at && `Time: ${at.replace('T', ' ').slice(0, 19)} UTC`,
  ]
    .filter(Boolean)
    .join(' · ');

const dayOf = (at = ''): string => at.slice(0, 10);

/** What each kind of mail says. What people wrote stands in it as text. */
export const MAIL_TEXTS: Readonly<Record<MailKind, (facts: MailFacts) => MailText>> = {
  [MailKind.PASSWORD_RESET]: ({ displayName, url }) => ({
    subject: 'Set a new password',
    paragraphs: [`Hello ${displayName},`, 'somebody asked for a new password for your account. The link works once, for one hour.'],
    link: { label: 'Set a new password', url },
    notes: [IGNORE],
  }),
  [MailKind.PASSWORD_CHANGED]: ({ displayName, data }) => ({
    subject: 'Your password was changed',
    paragraphs: [`Hello ${displayName},`, 'the password of your account was changed.', from(data)],
    notes: [NOT_YOU],
  }),
  [MailKind.EMAIL_VERIFICATION]: ({ displayName, url }) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: [`Hello ${displayName},`, 'please confirm that this address is yours. The link works once, for two days.'],
    link: { label: 'Confirm the address', url },
    notes: [IGNORE],
  }),
  [MailKind.EMAIL_CHANGE]: ({ displayName, url }) => ({
    subject: 'Confirm your new e-mail address',
    paragraphs: [`Hello ${displayName},`, 'from now on you want to log in with this address. The link works once, for one day.'],
    link: { label: 'Use this address', url },
    notes: [IGNORE],
  }),
  [MailKind.EMAIL_CHANGED]: ({ displayName, data, url }) => ({
    subject: 'Your e-mail address was changed',
    paragraphs: [`Hello ${displayName},`, `your account belongs to the address ${data.email} now. For seven days you can take that back.`],
    link: { label: 'This was not me: take it back', url },
    notes: ['If it was you, there is nothing to do.'],
  }),
  [MailKind.NEW_DEVICE]: ({ displayName, data }) => ({
    subject: 'New login to your account',
    paragraphs: [`Hello ${displayName},`, 'your account was logged in to from a device that we did not see before.', from(data)],
    notes: [NOT_YOU],
  }),
  [MailKind.ACCOUNT_LOCKED]: ({ displayName, url }) => ({
    subject: 'Your account is locked for a while',
    paragraphs: [
      `Hello ${displayName},`,
      'somebody tried many wrong passwords for your account, so it is locked. If you want to log in now, unlock it: the link works once, for one hour.',
    ],
    link: { label: 'Unlock the account', url },
    notes: ['If it was not you, leave it locked: it opens by itself.'],
  }),
  [MailKind.SECOND_FACTOR_CHANGED]: ({ displayName, data }) => ({
    subject: data.change === 'REMOVED' ? 'A second factor was removed' : 'A second factor was added',
    paragraphs: [
      `Hello ${displayName},`,
      data.change === 'REMOVED' ? 'a second factor of your account was removed.' : 'your account has a new second factor.',
      from(data),
    ],
    notes: [NOT_YOU],
  }),
  [MailKind.IDENTITY_LINK_CHANGED]: ({ displayName, data }) => ({
    subject: data.change === 'REMOVED' ? 'A way to log in was removed' : 'A new way to log in was added',
    paragraphs: [
      `Hello ${displayName},`,
      data.change === 'REMOVED'
        ? `your account cannot be logged in to by "${data.provider ?? ''}" any more.`
        : `your account can be logged in to by "${data.provider ?? ''}" from now on.`,
      from(data),
    ],
    notes: [NOT_YOU],
  }),
  [MailKind.IMPERSONATED]: ({ displayName, data }) => ({
    subject: 'Our support is working in your organization',
    paragraphs: [
      `Hello ${displayName},`,
      'a member of our staff acts as one of your members for a while, to help. What is done is in your audit trail.',
      `Reason: ${data.reason ?? ''}`,
    ],
    notes: ['If you do not want this, switch it off in the security policy of your organization.'],
  }),
  [MailKind.CODE_REUSED]: ({ displayName, data }) => ({
    subject: 'A code for your account came twice',
    paragraphs: [
      `Hello ${displayName},`,
      'after your password, a code of your second factor was sent that had been used before. It was refused.',
      from(data),
    ],
    notes: ['If you typed it twice, there is nothing to do.', NOT_YOU],
  }),
  [MailKind.BACKUP_CODES_RENEWED]: ({ displayName, data }) => ({
    subject: 'You have new backup codes',
    paragraphs: [`Hello ${displayName},`, 'new backup codes were made for your account; the old ones are worth nothing.', from(data)],
    notes: [NOT_YOU],
  }),
  [MailKind.DEVICE_TRUSTED]: ({ displayName, data }) => ({
    subject: 'A device is trusted from now on',
    paragraphs: [
      `Hello ${displayName},`,
      'on one of your devices your second factor is not asked for any more, for 30 days from each login there.',
      from(data),
    ],
    notes: [NOT_YOU],
  }),
  [MailKind.API_KEY_CREATED]: ({ displayName, data }) => ({
    subject: `New API key for ${data.machine ?? 'a machine'}`,
    paragraphs: [
      `Hello ${displayName},`,
      `an API key was made for the machine "${data.machine ?? ''}" of your organization. Whoever has it does what the machine may.`,
    ],
    notes: ['If nobody of you made it, revoke it among the service accounts of your organization.'],
  }),
  [MailKind.API_KEY_ENDS]: ({ displayName, data }) => ({
    subject: `An API key of ${data.machine ?? 'a machine'} ends on ${dayOf(data.until)}`,
    paragraphs: [
      `Hello ${displayName},`,
      `an API key of the machine "${data.machine ?? ''}" of your organization ends on ${dayOf(data.until)} (UTC). What uses it is refused after that.`,
    ],
    notes: ['Rotate it in time: the new key and the old one can work side by side for a while.'],
  }),
  [MailKind.PASSWORD_ENDS]: ({ displayName, data }) => ({
    subject: `Your password is good until ${dayOf(data.until)}`,
    paragraphs: [
      `Hello ${displayName},`,
      `an organization of yours asks for a new password now and then. Yours is taken until ${dayOf(data.until)} (UTC): change it before.`,
    ],
    notes: ['After that day, have a link mailed from the login page and set a new one.'],
  }),
};
